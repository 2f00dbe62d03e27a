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
        for i, grad in enumerate(gradients):
            v = self.momentum * self.velocity.get(i, 0) + grad
            self.velocity[i] = v
            parameters[i] = parameters[i] - self.learning_rate * v


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
        return [w + self.momentum * self.velocity.get(i, 0) for i, w in enumerate(parameters)]


class RMSProp(Optimizer):
    def __init__(self, learning_rate, decay=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.decay = decay
        self.epsilon = epsilon
        self.square = {}

    def step(self, parameters, gradients):
        for i, (w, g) in enumerate(zip(parameters, gradients)):
            old = self.square.setdefault(i, np.zeros(np.shape(w)))
            self.square[i] = self.decay * old + (1 - self.decay) * np.square(g)
            parameters[i] = w - self.learning_rate * g / (self.epsilon + np.sqrt(self.square[i]))


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
        self.steps += 1
        for i in range(len(parameters)):
            g = gradients[i]
            m = self.mean.get(i, np.zeros_like(g))
            s = self.square.get(i, np.zeros_like(g))
            m = self.beta1 * m + (1 - self.beta1) * g
            s = self.beta2 * s + (1 - self.beta2) * g * g
            self.mean[i], self.square[i] = m, s
            m_hat = m / (1 - self.beta1 ** self.steps)
            s_hat = s / (1 - self.beta2 ** self.steps)
            parameters[i] = parameters[i] - self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)


def descend(optimizer, gradient, start, steps, schedule=None):
    params = [np.array(start, dtype=float)]
    path = [params[0].copy()]
    for t in range(steps):
        if schedule:
            optimizer.learning_rate = schedule(t)
        ahead = optimizer.look_ahead(params)
        optimizer.step(params, [gradient(ahead[0])])
        path.append(params[0].copy())
    return np.stack(path)
