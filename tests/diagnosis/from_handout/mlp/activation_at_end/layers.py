import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    """高斯初始化"""
    return np.random.default_rng(seed).normal(0, deviation, (num_input, num_output))


def xavier(num_input, num_output, seed):
    """Xavier 初始化 (课程讲义的形式)"""
    return gaussian(num_input, num_output, seed, deviation=(4 / (num_input + num_output)) ** 0.5)


def msra(num_input, num_output, seed):
    """He 初始化"""
    return gaussian(num_input, num_output, seed, deviation=(2 / num_input) ** 0.5)


class FullyConnected:

    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.inp = Input
        return Input @ self.W + self.b

    def backward(self, delta):
        self.grad_W = self.inp.T @ delta
        self.grad_b = np.ones((1, delta.shape[0])) @ delta
        return delta @ self.W.T


class Sigmoid:

    def forward(self, Input):
        # 正数用 1/(1+e^-x), 负数用 e^x/(1+e^x)
        a = np.exp(-np.abs(Input))
        self.out = np.where(Input >= 0, 1.0, a) / (1.0 + a)
        return self.out

    def backward(self, delta):
        return delta * (self.out * (1.0 - self.out))


class Tanh:

    def forward(self, Input):
        self.out = np.tanh(Input)
        return self.out

    def backward(self, delta):
        return (1.0 - self.out**2) * delta


class ReLU:

    def forward(self, Input):
        self.on = Input > 0
        return np.where(self.on, Input, 0.0)

    def backward(self, delta):
        return np.where(self.on, delta, 0.0)


class LeakyReLU:

    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        self.on = Input > 0
        return np.where(self.on, Input, self.slope * Input)

    def backward(self, delta):
        return np.where(self.on, delta, self.slope * delta)


class ELU:

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        self.on = Input > 0
        # 只对非正数求指数, 避免溢出
        self.e = self.alpha * np.exp(np.where(self.on, 0.0, Input))
        return np.where(self.on, Input, self.e - self.alpha)

    def backward(self, delta):
        return np.where(self.on, delta, self.e * delta)
