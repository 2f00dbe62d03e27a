"""My optimizers: all arrays are changed in place."""

import numpy as np


class Optimizer:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def look_ahead(self, parameters):
        return parameters


class SGD(Optimizer):
    def step(self, parameters, gradients):
        for w, g in zip(parameters, gradients):
            w -= self.learning_rate * g


class Momentum(Optimizer):
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum = learning_rate, momentum
        self.v = None

    def step(self, parameters, gradients):
        if self.v is None:
            self.v = [np.zeros(w.shape) for w in parameters]
        for w, g, v in zip(parameters, gradients, self.v):
            v *= self.momentum
            v += g
            w -= self.learning_rate * v


class HeavyBall(Optimizer):
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum = learning_rate, momentum
        self.v = None

    def step(self, parameters, gradients):
        if self.v is None:
            self.v = [np.zeros(w.shape) for w in parameters]
        for w, g, v in zip(parameters, gradients, self.v):
            v *= self.momentum
            v -= self.learning_rate * g
            w += v


class Nesterov(HeavyBall):
    def look_ahead(self, parameters):
        if self.v is None:
            return [w.copy() for w in parameters]
        return [w + self.momentum * v for w, v in zip(parameters, self.v)]


class RMSProp(Optimizer):
    def __init__(self, learning_rate, decay=0.9, epsilon=1e-8):
        self.learning_rate, self.decay, self.epsilon = learning_rate, decay, epsilon
        self.s = None

    def step(self, parameters, gradients):
        if self.s is None:
            self.s = [np.zeros(w.shape) for w in parameters]
        for w, g, s in zip(parameters, gradients, self.s):
            s *= self.decay
            s += (1 - self.decay) * g * g
            w -= self.learning_rate * g / (s**0.5 + self.epsilon)


class Adam(Optimizer):
    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.m = self.s = None
        self.t = 0

    def step(self, parameters, gradients):
        if self.m is None:
            self.m = [np.zeros(w.shape) for w in parameters]
            self.s = [np.zeros(w.shape) for w in parameters]
        self.t += 1
        for w, g, m, s in zip(parameters, gradients, self.m, self.s):
            m *= self.beta1
            m += (1 - self.beta1) * g
            s *= self.beta2
            s += (1 - self.beta2) * g * g
            m /= 1 - self.beta1**self.t
            s /= 1 - self.beta2**self.t
            w -= self.learning_rate * m / (s**0.5 + self.epsilon)


def descend(optimizer, gradient, start, steps, schedule=None):
    w = np.array(start, dtype=float)
    path = np.empty((steps + 1,) + w.shape)
    path[0] = w
    for t in range(steps):
        if schedule:
            optimizer.learning_rate = schedule(t)
        place = optimizer.look_ahead([w])[0]
        optimizer.step([w], [gradient(place)])
        path[t + 1] = w
    return path
