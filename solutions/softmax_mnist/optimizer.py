"""Stochastic gradient descent with momentum.

TODO: SGD.step. Import numpy if you need it.
"""


class SGD:
    """Gradient descent on the W and b of one model.

    Attributes:
        model: has W, b, grad_W, grad_b and trainable, such as SoftmaxCrossEntropyLoss.
        learning_rate: the step size, a positive number.
        momentum: the share of the velocity that a step keeps, from 0 up to (not including) 1.
        velocity: what step() remembers from one call to the next; empty before the first.
    """

    def __init__(self, model, learning_rate, momentum=0.0):
        """Keep the settings; nothing in the model changes before step().

        Args:
            model: the object whose W and b are to be trained.
            learning_rate: the step size.
            momentum: 0 is plain gradient descent.
        """
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        """Update model.W and model.b once, if model.trainable; otherwise change nothing.

        W and b have a velocity v each, of the parameter's own shape, which is 0 before the first
        step and kept until the next. Keep them on this object (self.velocity is a dictionary for
        them; you may change __init__), since two optimizers must not share them. With momentum mu
        and learning rate lr, a step is

            v = mu v - lr grad_W
            W = W + v

        and the same for b with grad_b. The other form found in textbooks, v = mu v + grad_W and
        W = W - lr v, is right as well: at a constant learning rate both give the same W.

        The gradients in model.grad_W and model.grad_b are already means over the batch. Leave them
        as they are.
        """
        ### BEGIN SOLUTION
        model = self.model
        if not model.trainable:
            return
        velocity_W = self.momentum * self.velocity.get("W", 0.0)
        velocity_W -= self.learning_rate * model.grad_W
        velocity_b = self.momentum * self.velocity.get("b", 0.0)
        velocity_b -= self.learning_rate * model.grad_b
        self.velocity = {"W": velocity_W, "b": velocity_b}
        model.W = model.W + velocity_W
        model.b = model.b + velocity_b
        ### END SOLUTION
