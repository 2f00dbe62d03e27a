"""The linear classifier with its softmax cross-entropy loss.

TODO: SoftmaxCrossEntropyLoss.forward and SoftmaxCrossEntropyLoss.gradient_computing.

Symbols: N is the number of samples in a batch, D the number of inputs (784 pixels), K the number of
classes (10 digits). Work on whole arrays: neither function needs a loop over the samples.
"""

import numpy as np


class SoftmaxCrossEntropyLoss:
    """One linear layer, softmax, and the mean cross-entropy of a batch.

    Attributes:
        W: weights, shape (D, K), float64.
        b: biases, shape (1, K), float64.
        grad_W: d loss / d W, shape (D, K); set by gradient_computing().
        grad_b: d loss / d b, shape (1, K); set by gradient_computing().
        trainable: the optimizer leaves W and b alone when this is False.
    """

    def __init__(self, num_input, num_output, trainable=True):
        """Make the layer and draw its first weights.

        Args:
            num_input: D, the number of inputs of a sample.
            num_output: K, the number of classes.
            trainable: whether the optimizer may change W and b.
        """
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        """Draw W and b from a normal with mean 0 and standard deviation sqrt(4 / (D + K)).

        That is the course's form. Glorot and Bengio (2010), whose method it is, derive sqrt(2 / (D + K)),
        so that the variance is 2 / (D + K); for one linear layer either serves.
        """
        deviation = np.sqrt(4 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, deviation, (self.num_input, self.num_output))
        self.b = np.random.normal(0, deviation, (1, self.num_output))

    def forward(self, Input, labels):
        """Compute the loss and the accuracy of a batch.

        With the logits z = Input W + b, shape (N, K), and y_n the label of sample n:

            p[n, k] = exp(z[n, k]) / sum_j exp(z[n, j])         the softmax of each row
            loss    = -1/N sum_n log p[n, y_n]                  the mean over the batch
            acc     = 1/N (number of n whose largest logit is at k = y_n)

        It must stay finite and exact for logits of +-1000. exp(1000) overflows, so subtract each
        row's largest logit first, which leaves p unchanged. A probability can still underflow to 0,
        and log(0) is -inf, so do not take the logarithm of p. With m_n = max_k z[n, k],

            log p[n, k] = z[n, k] - m_n - log sum_j exp(z[n, j] - m_n)

        (The logarithm of p + epsilon, with an epsilon of at most 1e-7, is right here as well: it bounds
        the loss, and the checks allow for that.)

        Keep on self whatever gradient_computing() will need. Change neither Input nor labels.

        Args:
            Input: the batch, shape (N, D), float64.
            labels: the classes 0 .. K-1, shape (N,), uint8.

        Returns:
            (loss, acc): two numbers, each the mean over the batch.
        """
        ### BEGIN SOLUTION
        samples = np.arange(len(labels))
        logits = Input @ self.W + self.b
        guesses = logits.argmax(axis=1)
        shifted = logits - logits[samples, guesses, np.newaxis]
        exponentials = np.exp(shifted)
        totals = exponentials.sum(axis=1, keepdims=True)

        self.Input = Input
        self.labels = labels
        self.probabilities = exponentials / totals

        loss = (np.log(totals[:, 0]) - shifted[samples, labels]).sum() / len(labels)
        acc = np.count_nonzero(guesses == labels) / len(labels)
        return loss, acc
        ### END SOLUTION

    def gradient_computing(self):
        """Set grad_W and grad_b for the batch that forward() saw last.

        With p, Input and y_n as in forward(), and onehot[n, k] = 1 if k = y_n and 0 otherwise:

            delta  = (p - onehot) / N             d loss / d logits, shape (N, K)
            grad_W = transpose(Input) delta       shape (D, K)
            grad_b = sum of delta over n          shape (1, K)

        Set self.grad_W and self.grad_b, both float64, and return nothing. Leave what forward()
        kept as it was: a second call must give the same gradients.
        """
        ### BEGIN SOLUTION
        batch = len(self.labels)
        delta = self.probabilities.copy()
        delta[np.arange(batch), self.labels] -= 1
        delta /= batch

        self.grad_W = self.Input.T @ delta
        self.grad_b = delta.sum(axis=0, keepdims=True)
        ### END SOLUTION
