import numpy


class SoftmaxCrossEntropyLoss:
    def __init__(self, num_input, num_output, trainable=True):
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self):
        dev = numpy.sqrt(4 / (self.num_input + self.num_output))
        self.W = dev * numpy.random.standard_normal((self.num_input, self.num_output))
        self.b = dev * numpy.random.standard_normal((1, self.num_output))

    def forward(self, Input, labels):
        self.x = Input
        out = numpy.add(numpy.dot(Input, self.W), self.b)
        top = numpy.expand_dims(numpy.max(out, axis=1), 1)
        powers = numpy.exp(numpy.subtract(out, top))
        sums = numpy.expand_dims(numpy.sum(powers, axis=1), 1)
        self.p = numpy.divide(powers, sums)
        self.t = numpy.zeros(out.shape)
        numpy.put_along_axis(self.t, numpy.expand_dims(labels, 1).astype(int), 1.0, axis=1)
        log_p = numpy.subtract(numpy.subtract(out, top), numpy.log(sums))
        loss = -numpy.mean(numpy.multiply(self.t, log_p))
        acc = numpy.mean(numpy.argmax(out, axis=1) == numpy.argmax(self.t, axis=1))
        return loss, acc

    def gradient_computing(self):
        n = len(self.x)
        self.grad_W = numpy.dot(self.x.T, self.p) / n - numpy.dot(self.x.T, self.t) / n
        self.grad_b = numpy.mean(self.p, axis=0, keepdims=True) - numpy.mean(
            self.t, axis=0, keepdims=True
        )
