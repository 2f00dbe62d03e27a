"""New arrays in every step; what is remembered is in lists, and means are corrected in the learning rate."""

import numpy as np


class Optimizer:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate
        self.memory = None

    def look_ahead(self, parameters):
        return parameters

    def remembered(self, gradients):
        if self.memory is None:
            self.memory = [np.zeros(np.shape(g)) for g in gradients]
        return self.memory


class SGD(Optimizer):
    def step(self, parameters, gradients):
        parameters[:] = [
            w - self.learning_rate * g for w, g in zip(parameters, gradients, strict=True)
        ]


class Momentum(Optimizer):
    def __init__(self, learning_rate, momentum=0.9):
        Optimizer.__init__(self, learning_rate)
        self.momentum = momentum

    def step(self, parameters, gradients):
        old = self.remembered(gradients)
        self.memory = [self.momentum * v + g for v, g in zip(old, gradients, strict=True)]
        parameters[:] = [
            w - self.learning_rate * v for w, v in zip(parameters, self.memory, strict=True)
        ]


class HeavyBall(Momentum):
    """Remembers the parameters before the last step: their difference is the velocity."""

    def step(self, parameters, gradients):
        before = self.memory or [w.copy() for w in parameters]
        self.memory = [w.copy() for w in parameters]
        for i, g in enumerate(gradients):
            back = self.memory[i] - before[i]
            parameters[i] = self.memory[i] - self.learning_rate * g + self.momentum * back


class Nesterov(HeavyBall):
    def look_ahead(self, parameters):
        if self.memory is None:
            return [w.copy() for w in parameters]
        return [
            w + self.momentum * (w - old) for w, old in zip(parameters, self.memory, strict=True)
        ]


class RMSProp(Optimizer):
    def __init__(self, learning_rate, decay=0.9, epsilon=1e-8):
        Optimizer.__init__(self, learning_rate)
        self.decay, self.epsilon = decay, epsilon

    def step(self, parameters, gradients):
        rho = self.decay
        old = self.remembered(gradients)
        self.memory = [
            rho * s + (1 - rho) * np.square(g) for s, g in zip(old, gradients, strict=True)
        ]
        for i, (g, s) in enumerate(zip(gradients, self.memory, strict=True)):
            parameters[i] = parameters[i] - self.learning_rate * g / (s**0.5 + self.epsilon)


class Adam(Optimizer):
    """The corrections are put into the learning rate and epsilon: one factor for each step."""

    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        Optimizer.__init__(self, learning_rate)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.t = 0

    def step(self, parameters, gradients):
        if self.memory is None:
            self.memory = [(np.zeros(g.shape), np.zeros(g.shape)) for g in gradients]
        self.t = self.t + 1
        root = np.sqrt(1 - self.beta2**self.t)
        rate = self.learning_rate * root / (1 - self.beta1**self.t)
        for i, g in enumerate(gradients):
            m, s = self.memory[i]
            m = m + (1 - self.beta1) * (g - m)
            s = s + (1 - self.beta2) * (g * g - s)
            self.memory[i] = m, s
            parameters[i] = parameters[i] - rate * m / (np.sqrt(s) + self.epsilon * root)


def descend(optimizer, gradient, start, steps, schedule=None):
    path = np.zeros((steps + 1, *np.shape(start)))
    path[0] = start
    for t in range(steps):
        if schedule:
            optimizer.learning_rate = schedule(t)
        now = [path[t].copy()]
        optimizer.step(now, [gradient(optimizer.look_ahead(now)[0])])
        path[t + 1] = now[0]
    return path
