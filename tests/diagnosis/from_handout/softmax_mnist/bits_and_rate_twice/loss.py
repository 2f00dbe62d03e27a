import numpy as np


class SoftmaxCrossEntropyLoss(object):
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        raw_std = (2 / (self.num_input + self.num_output)) ** 0.5
        init_std = raw_std * (2**0.5)
        self.W = np.random.normal(0, init_std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, init_std, (1, self.num_output))

    def forward(self, Input, labels):
        scores = Input.dot(self.W) + self.b
        scores = scores - scores.max(axis=1)[:, np.newaxis]
        total = np.exp(scores).sum(axis=1)[:, np.newaxis]
        # entropy of each sample
        picked = np.choose(labels.astype(int), scores.T) if self.num_output < 30 else None
        if picked is None:
            picked = scores[range(len(labels)), labels]
        entropy = np.log2(np.exp(1)) * picked - np.log2(total[:, 0])
        self.X = Input
        self.Y = labels
        self.P = np.exp(scores) / total
        loss = -1.0 * sum(entropy) / len(labels)
        hits = np.equal(np.argmax(scores, axis=1), labels)
        acc = float(np.count_nonzero(hits)) / len(labels)
        return loss, acc

    def gradient_computing(self):
        hot = np.zeros_like(self.P)
        for c in range(self.P.shape[1]):
            hot[self.Y == c, c] = 1
        d = self.P - hot
        d = d / float(d.shape[0])
        self.grad_W = np.einsum("nd,nk->dk", self.X, d)
        self.grad_b = np.einsum("nk->k", d)[None]
