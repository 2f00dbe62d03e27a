import numpy as np


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        spread = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, spread, (self.num_input, self.num_output))
        self.b = np.random.normal(0, spread, (1, self.num_output))

    def forward(self, Input, labels):
        batch = len(Input)
        logits = Input @ self.W + self.b
        # keep exp small
        safe = np.clip(logits, -100, 100)
        e = np.exp(safe)
        denominator = e.sum(1, keepdims=True)
        self.q = e / denominator
        self.Input = Input
        self.onehot = np.eye(10)[labels]
        loss = -(self.onehot * (safe - np.log(denominator))).sum() / batch
        guess = np.argmax(logits, 1)
        acc = np.mean(guess == labels)
        return loss, acc

    def gradient_computing(self):
        d = (self.q - self.onehot) / len(self.Input)
        self.grad_W = (d.T @ self.Input).T
        self.grad_b = d.sum(0).reshape(1, -1)
