class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {"W": 0.0, "b": 0.0}

    def step(self):
        m = self.model
        if not m.trainable:
            return
        vw = self.momentum * self.velocity["W"] + m.grad_W
        vb = self.momentum * self.velocity["b"] + m.grad_b
        m.W = m.W + self.learning_rate * vw
        m.b = m.b + self.learning_rate * vb
        self.velocity["W"] = vw
        self.velocity["b"] = vb
