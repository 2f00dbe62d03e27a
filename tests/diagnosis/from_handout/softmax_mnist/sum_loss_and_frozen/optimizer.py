"""带动量的随机梯度下降"""


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        # 第一次调用时速度为 0
        vW = self.velocity.get("W", 0)
        vb = self.velocity.get("b", 0)
        vW = self.momentum * vW - self.learning_rate * self.model.grad_W
        vb = self.momentum * vb - self.learning_rate * self.model.grad_b
        self.model.W = self.model.W + vW
        self.model.b = self.model.b + vb
        self.velocity = {"W": vW, "b": vb}
