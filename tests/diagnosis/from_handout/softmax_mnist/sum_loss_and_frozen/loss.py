"""作业: softmax 回归的损失层"""

import numpy as np


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
        """前向传播, 返回 (loss, acc)"""
        N = len(labels)
        out = Input @ self.W + self.b
        row_max = out.max(axis=1, keepdims=True)
        lse = row_max + np.log(np.exp(out - row_max).sum(axis=1, keepdims=True))
        logp = out - lse

        # 每个样本取出自己标签对应的 log 概率
        loss = 0.0
        for k in range(self.num_output):
            loss -= logp[labels == k, k].sum()

        acc = (out.argmax(axis=1) == labels).sum() / N

        self.N = N
        self.logp, self.labels, self.inp = logp, labels, Input
        return loss, acc

    def gradient_computing(self):
        """反向传播"""
        delta = np.exp(self.logp)
        for k in range(self.num_output):
            delta[self.labels == k, k] -= 1
        delta /= self.N
        self.grad_W = self.inp.T @ delta
        self.grad_b = delta.sum(axis=0)[None, :]
