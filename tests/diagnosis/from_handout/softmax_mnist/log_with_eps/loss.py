"""The linear classifier with its softmax cross-entropy loss."""

import numpy as np

EPS = 1e-8  # 防止 log(0)


class SoftmaxCrossEntropyLoss:

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        deviation = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, deviation, (self.num_input, self.num_output))
        self.b = np.random.normal(0, deviation, (1, self.num_output))

    def forward(self, Input, labels):
        self.Input = Input
        self.labels = labels.astype(int)
        self.batch = Input.shape[0]

        # 线性层
        z = np.matmul(Input, self.W) + self.b
        # 减去每一行的最大值, 避免 exp 溢出
        exp_z = np.exp(z - np.max(z, axis=1).reshape(-1, 1))
        self.prob = exp_z / np.sum(exp_z, axis=1).reshape(-1, 1)

        # 交叉熵
        picked = self.prob[range(self.batch), self.labels]
        loss = -np.mean(np.log(picked + EPS))
        # 准确率
        acc = np.mean(np.argmax(z, axis=1) == self.labels)
        return loss, acc

    def gradient_computing(self):
        # one-hot 标签
        target = np.zeros((self.batch, self.num_output))
        target[range(self.batch), self.labels] = 1.0
        delta = (self.prob - target) / self.batch
        self.grad_W = np.matmul(self.Input.transpose(), delta)
        self.grad_b = np.sum(delta, axis=0).reshape(1, -1)
