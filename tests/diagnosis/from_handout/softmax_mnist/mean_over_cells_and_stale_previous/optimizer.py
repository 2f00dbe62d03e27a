class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}
        self.previous = None

    def step(self):
        """Heavy ball: W(t+1) = W(t) - lr g + mu (W(t) - W(t-1))."""
        model = self.model
        if not model.trainable:
            return
        now = (model.W.copy(), model.b.copy())
        if self.previous is None:
            self.previous = now
        model.W = now[0] - self.learning_rate * model.grad_W + self.momentum * (now[0] - self.previous[0])
        model.b = now[1] - self.learning_rate * model.grad_b + self.momentum * (now[1] - self.previous[1])
