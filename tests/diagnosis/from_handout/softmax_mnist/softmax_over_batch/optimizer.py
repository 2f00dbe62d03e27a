class SGD:
    """Gradient descent on the W and b of one model."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {"W": 0.0, "b": 0.0}

    def step(self):
        m = self.model
        if m.trainable:
            v, mu, lr = self.velocity, self.momentum, self.learning_rate
            v["W"] = mu * v["W"] + m.grad_W
            v["b"] = mu * v["b"] + m.grad_b
            m.W = m.W - lr * v["W"]
            m.b = m.b - lr * v["b"]
