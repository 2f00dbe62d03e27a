"""Optimizers."""

import numpy as np


class Optimizer:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def look_ahead(self, parameters):
        return parameters

    def step(self, parameters, gradients):
        raise NotImplementedError


class SGD(Optimizer):
    def step(self, parameters, gradients):
        for i in range(len(parameters)):
            parameters[i] = parameters[i] - self.learning_rate * gradients[i]


class Momentum(Optimizer):
    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate)
        self.momentum = momentum
        self.velocity = {}

    def step(self, parameters, gradients):
        for i in range(len(parameters)):
            if i not in self.velocity:
                self.velocity[i] = np.zeros_like(parameters[i])
            self.velocity[i] = self.momentum * self.velocity[i] + gradients[i]
            parameters[i] = parameters[i] - self.learning_rate * self.velocity[i]


class HeavyBall(Optimizer):
    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate)
        self.momentum = momentum
        self.velocity = {}

    def step(self, parameters, gradients):
        for i in range(len(parameters)):
            if i not in self.velocity:
                self.velocity[i] = np.zeros_like(parameters[i])
            self.velocity[i] = self.momentum * self.velocity[i] - self.learning_rate * gradients[i]
            parameters[i] = parameters[i] + self.velocity[i]


class Nesterov(HeavyBall):
    def look_ahead(self, parameters):
        ahead = []
        for i in range(len(parameters)):
            v = self.velocity.get(i, np.zeros_like(parameters[i]))
            ahead.append(parameters[i] + self.momentum * v)
        return ahead


class RMSProp(Optimizer):
    def __init__(self, learning_rate, decay=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.decay = decay
        self.epsilon = epsilon
        self.square = {}

    def step(self, parameters, gradients):
        for i in range(len(parameters)):
            g = gradients[i]
            if i not in self.square:
                self.square[i] = np.zeros_like(g)
            self.square[i] = self.decay * self.square[i] + (1 - self.decay) * g**2
            parameters[i] = parameters[i] - self.learning_rate * g / (np.sqrt(self.square[i]) + self.epsilon)


class Adam(Optimizer):
    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.mean = {}
        self.square = {}
        self.steps = 0

    def step(self, parameters, gradients):
        for i in range(len(parameters)):
            self.steps += 1
            g = gradients[i]
            if i not in self.mean:
                self.mean[i] = np.zeros_like(g)
                self.square[i] = np.zeros_like(g)
            self.mean[i] = self.beta1 * self.mean[i] + (1 - self.beta1) * g
            self.square[i] = self.beta2 * self.square[i] + (1 - self.beta2) * g**2
            m = self.mean[i] / (1 - self.beta1**self.steps)
            s = self.square[i] / (1 - self.beta2**self.steps)
            parameters[i] = parameters[i] - self.learning_rate * m / (np.sqrt(s) + self.epsilon)


def descend(optimizer, gradient, start, steps, schedule=None):
    w = [np.array(start, dtype=float)]
    path = [w[0].copy()]
    for t in range(steps):
        if schedule is not None:
            optimizer.learning_rate = schedule(t)
        g = gradient(optimizer.look_ahead(w)[0])
        optimizer.step(w, [g])
        path.append(w[0].copy())
    return np.array(path)
