import numpy as np


def one_hot(labels, num_classes):
    # 比较标签和 0..K-1, 相等的位置是 1
    same = labels.reshape(-1, 1) == np.arange(num_classes).reshape(1, -1)
    return np.where(same, 1.0, 0.0)


class EuclideanLoss:

    def forward(self, Output, targets):
        self.N = Output.shape[0]
        self.d = Output - targets
        return (self.d * self.d).sum() / (2.0 * self.N)

    def backward(self):
        return self.d / self.N


class SoftmaxCrossEntropy:

    def forward(self, Output, targets):
        self.N = Output.shape[0]
        # 减去每行最大值
        z = Output - Output.max(1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(1, keepdims=True))
        self.d = np.exp(logp) - targets
        return -(logp * targets).sum() / self.N

    def backward(self):
        return self.d / self.N
