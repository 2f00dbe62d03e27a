"""One loop for all optimizers, which say only how far a weight moves; all arrays are changed in place."""

import copy

import numpy as np


class Optimizer:
    names = ()

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate
        self.state = []
        self.count = 0

    def look_ahead(self, parameters):
        return [parameter.copy() for parameter in parameters]

    def step(self, parameters, gradients):
        self.count += 1
        while len(self.state) < len(parameters):
            shape = parameters[len(self.state)].shape
            self.state.append({name: np.zeros(shape) for name in self.names})
        for parameter, gradient, state in zip(parameters, gradients, self.state, strict=True):
            np.add(parameter, self.move(gradient, **state), out=parameter)

    def move(self, gradient):
        raise NotImplementedError


class SGD(Optimizer):
    def move(self, gradient):
        return -self.learning_rate * gradient


class Momentum(Optimizer):
    names = ("v",)

    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate)
        self.momentum = momentum

    def move(self, gradient, v):
        v *= self.momentum
        v += gradient
        return -self.learning_rate * v


class HeavyBall(Momentum):
    def move(self, gradient, v):
        v *= self.momentum
        v -= self.learning_rate * gradient
        return v


class Nesterov(HeavyBall):
    def look_ahead(self, parameters):
        if not self.count:
            return copy.deepcopy(parameters)
        return [
            w + self.momentum * state["v"] for w, state in zip(parameters, self.state, strict=True)
        ]


class RMSProp(Optimizer):
    names = ("s",)

    def __init__(self, learning_rate, decay=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.decay = decay
        self.epsilon = epsilon

    def move(self, gradient, s):
        s += (1 - self.decay) * (gradient**2 - s)
        return -self.learning_rate * gradient / (np.sqrt(s) + self.epsilon)


class Adam(Optimizer):
    names = ("m", "s")

    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.betas = beta1, beta2
        self.epsilon = epsilon

    def move(self, gradient, m, s):
        corrected = []
        for mean, value, beta in zip((m, s), (gradient, gradient**2), self.betas, strict=True):
            mean *= beta
            mean += (1 - beta) * value
            corrected.append(mean / (1 - beta**self.count))
        return -self.learning_rate * corrected[0] / (np.sqrt(corrected[1]) + self.epsilon)


def descend(optimizer, gradient, start, steps, schedule=None):
    w = [np.asarray(start, dtype=np.float64).copy()]

    def points():
        yield w[0].copy()
        for t in range(steps):
            if schedule is not None:
                optimizer.learning_rate = schedule(t)
            optimizer.step(w, [gradient(place) for place in optimizer.look_ahead(w)])
            yield w[0].copy()

    return np.stack(list(points()))
