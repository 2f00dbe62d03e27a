import numpy as np


class SGD:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        # W 和 b 各有一个速度
        self.v_W = np.zeros(model.W.shape)
        self.v_b = np.zeros(model.b.shape)

    def step(self):
        if self.model.trainable is False:
            return
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b
