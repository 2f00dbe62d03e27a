import numpy as np


def gaussian(num_input, num_output, seed, deviation=0.01):
    return deviation * np.random.default_rng(seed).standard_normal((num_input, num_output))


def xavier(num_input, num_output, seed):
    std = (4.0 / (num_input + num_output)) ** 0.5
    return std * np.random.default_rng(seed).standard_normal((num_input, num_output))


def msra(num_input, num_output, seed):
    std = (2.0 / num_input) ** 0.5
    return std * np.random.default_rng(seed).standard_normal((num_input, num_output))


class FullyConnected:
    """全连接层"""

    def __init__(self, num_input, num_output, initialise=xavier, seed=0):
        self.W = initialise(num_input, num_output, seed)
        self.b = np.zeros((1, num_output))

    def forward(self, Input):
        self.X = Input
        return np.dot(Input, self.W) + self.b

    def backward(self, delta):
        batch_size = self.X.shape[0]
        # 对 batch 取平均
        self.grad_W = np.dot(self.X.T, delta) / batch_size
        self.grad_b = np.sum(delta, axis=0, keepdims=True) / batch_size
        return np.dot(delta, self.W.T)


class Sigmoid:
    def forward(self, Input):
        # 分正负两种情况, 防止溢出
        out = np.empty_like(Input, dtype=float)
        pos = Input >= 0
        out[pos] = 1.0 / (1.0 + np.exp(-Input[pos]))
        e = np.exp(Input[~pos])
        out[~pos] = e / (1.0 + e)
        self.y = out
        return out

    def backward(self, delta):
        return delta * self.y * (1.0 - self.y)


class Tanh:
    def forward(self, Input):
        self.y = np.tanh(Input)
        return self.y

    def backward(self, delta):
        return delta * (1.0 - self.y * self.y)


class ReLU:
    def forward(self, Input):
        self.mask = Input > 0
        return np.where(self.mask, Input, 0.0)

    def backward(self, delta):
        return np.where(self.mask, delta, 0.0)


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, Input):
        # 导数矩阵: 正的是 1, 其余是 slope
        self.d = np.where(Input > 0, 1.0, self.slope)
        return self.d * Input

    def backward(self, delta):
        return delta * self.d


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, Input):
        out = np.array(Input, dtype=float)
        neg = out <= 0
        out[neg] = self.alpha * np.expm1(out[neg])
        self.neg = neg
        self.y = out
        return out

    def backward(self, delta):
        grad = np.array(delta, dtype=float)
        grad[self.neg] *= self.y[self.neg] + self.alpha
        return grad
