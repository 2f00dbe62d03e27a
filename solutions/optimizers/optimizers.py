"""Six optimizers, and the walk down a loss with one of them.

TODO: the step of each optimizer, Nesterov.look_ahead, and descend.

All optimizers are used alike. `parameters` is a list of float arrays, such as [W, b]; `gradients` is a list
of arrays of the same shapes, such as [dL/dW, dL/db]. step(parameters, gradients) changes the list: afterwards
parameters[i] is the new one. You may write into the arrays or put new ones into the list. What is in
`gradients` stays as it is.

What an optimizer remembers, it remembers for each place i of the list, and begins with 0. An attribute such
as self.velocity is a dictionary for that; you may use something else. learning_rate may be changed from
outside between two steps.
"""

import numpy as np


class Optimizer:
    """What all optimizers have. There is nothing to do here.

    Attributes:
        learning_rate: eta, a positive number; a schedule may change it between two steps.
    """

    def __init__(self, learning_rate):
        """Keep the learning rate."""
        self.learning_rate = learning_rate

    def look_ahead(self, parameters):
        """Return where the gradients for the next step are to be taken: a list of arrays."""
        return parameters

    def step(self, parameters, gradients):
        """Update every parameter once."""
        raise NotImplementedError


class SGD(Optimizer):
    """Plain gradient descent."""

    def step(self, parameters, gradients):
        """Update every parameter: w = w - learning_rate g, with g its gradient."""
        ### BEGIN SOLUTION
        for i, gradient in enumerate(gradients):
            parameters[i] -= self.learning_rate * gradient
        ### END SOLUTION


class Momentum(Optimizer):
    """Gradient descent with momentum; the learning rate stands outside the velocity.

    Attributes:
        momentum: mu, the share of the velocity that a step keeps.
        velocity: by the number i of a parameter; empty before the first step.
    """

    def __init__(self, learning_rate, momentum=0.9):
        """Keep the settings."""
        super().__init__(learning_rate)
        self.momentum = momentum
        self.velocity = {}

    def step(self, parameters, gradients):
        """Update every parameter w, with g its gradient and v its own velocity, 0 at first.

            v = mu v + g
            w = w - learning_rate v

        A new learning rate counts at once for all that v remembers.
        """
        ### BEGIN SOLUTION
        for i, gradient in enumerate(gradients):
            v = self.momentum * self.velocity.get(i, 0.0) + gradient
            self.velocity[i] = v
            parameters[i] -= self.learning_rate * v
        ### END SOLUTION


class HeavyBall(Optimizer):
    """Gradient descent with momentum; the learning rate stands inside the velocity.

    The velocity is the last step itself. At a constant learning rate the parameters are those of Momentum.

    Attributes:
        momentum: mu, the share of the last step that is made once more.
        velocity: by the number i of a parameter; empty before the first step.
    """

    def __init__(self, learning_rate, momentum=0.9):
        """Keep the settings."""
        super().__init__(learning_rate)
        self.momentum = momentum
        self.velocity = {}

    def step(self, parameters, gradients):
        """Update every parameter w, with g its gradient and v its own velocity, 0 at first.

            v = mu v - learning_rate g
            w = w + v

        A new learning rate counts for new gradients only.
        """
        ### BEGIN SOLUTION
        for i, gradient in enumerate(gradients):
            v = self.momentum * self.velocity.get(i, 0.0) - self.learning_rate * gradient
            self.velocity[i] = v
            parameters[i] += v
        ### END SOLUTION


class Nesterov(HeavyBall):
    """The heavy ball that looks ahead: the gradient is taken where the velocity alone would lead.

    Whoever uses it takes the gradients at look_ahead(parameters), and gives them to step, which is that of
    HeavyBall.
    """

    def look_ahead(self, parameters):
        """Return w + mu v for every parameter w, with v its velocity before the step: a list of arrays.

        The parameters stay as they are. Before the first step v is 0.
        """
        ### BEGIN SOLUTION
        return [w + self.momentum * self.velocity.get(i, 0.0) for i, w in enumerate(parameters)]
        ### END SOLUTION


class RMSProp(Optimizer):
    """Each weight has a step of its own: gradients are divided by their usual size.

    Attributes:
        decay: the share of the mean square that a step keeps.
        epsilon: keeps the quotient finite.
        square: by the number i of a parameter, the mean of its squared gradients; empty before the first step.
    """

    def __init__(self, learning_rate, decay=0.9, epsilon=1e-8):
        """Keep the settings."""
        super().__init__(learning_rate)
        self.decay = decay
        self.epsilon = epsilon
        self.square = {}

    def step(self, parameters, gradients):
        """Update every parameter w, with g its gradient and s its own mean square, 0 at first.

            s = decay s + (1 - decay) g^2
            w = w - learning_rate g / (sqrt(s) + epsilon)

        All of it number by number. epsilon is outside the root.
        """
        ### BEGIN SOLUTION
        for i, gradient in enumerate(gradients):
            s = self.decay * self.square.get(i, 0.0) + (1 - self.decay) * gradient**2
            self.square[i] = s
            parameters[i] -= self.learning_rate * gradient / (np.sqrt(s) + self.epsilon)
        ### END SOLUTION


class Adam(Optimizer):
    """Momentum and RMSProp together, both corrected for having begun with 0.

    Attributes:
        beta1: the share of the mean gradient that a step keeps.
        beta2: the share of the mean square that a step keeps.
        epsilon: keeps the quotient finite.
        mean: by the number i of a parameter, the mean m of its gradients; empty before the first step.
        square: by the number i of a parameter, the mean s of its squared gradients; likewise.
        steps: how many steps have been made.
    """

    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        """Keep the settings."""
        super().__init__(learning_rate)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.mean = {}
        self.square = {}
        self.steps = 0

    def step(self, parameters, gradients):
        """Update every parameter w, with g its gradient, m and s its own means, 0 at first.

            m = beta1 m + (1 - beta1) g
            s = beta2 s + (1 - beta2) g^2
            m^ = m / (1 - beta1^t)        with t = 1 in the first step, for all parameters alike
            s^ = s / (1 - beta2^t)
            w = w - learning_rate m^ / (sqrt(s^) + epsilon)

        All of it number by number. What is remembered is m and s, not m^ and s^; epsilon is outside the root.
        """
        ### BEGIN SOLUTION
        self.steps += 1
        for i, gradient in enumerate(gradients):
            m = self.beta1 * self.mean.get(i, 0.0) + (1 - self.beta1) * gradient
            s = self.beta2 * self.square.get(i, 0.0) + (1 - self.beta2) * gradient**2
            self.mean[i], self.square[i] = m, s
            m_hat = m / (1 - self.beta1**self.steps)
            s_hat = s / (1 - self.beta2**self.steps)
            parameters[i] -= self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)
        ### END SOLUTION


def descend(optimizer, gradient, start, steps, schedule=None):
    """Walk down a loss of one array of weights, and return the whole path.

    Before step t (0, 1, 2, ...), optimizer.learning_rate becomes schedule(t), if there is a schedule. The
    gradient of the step is taken where optimizer.look_ahead says.

    Args:
        optimizer: an Optimizer.
        gradient: a function of the weights that returns an array of their shape.
        start: the first weights, an array of any shape. It stays as it is.
        steps: how many steps to make.
        schedule: a function of t, or None.

    Returns:
        path: shape (steps + 1, *start.shape); path[0] is the start, path[t] the weights after t steps.
    """
    ### BEGIN SOLUTION
    parameters = [np.array(start, dtype=float)]
    path = [parameters[0].copy()]
    for t in range(steps):
        if schedule is not None:
            optimizer.learning_rate = schedule(t)
        place = optimizer.look_ahead(parameters)[0]
        optimizer.step(parameters, [gradient(place)])
        path.append(parameters[0].copy())
    return np.array(path)
    ### END SOLUTION
