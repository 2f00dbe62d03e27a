import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=np.float64)
    result = np.empty(z.shape)
    pos = z >= 0
    result[pos] = 1.0 / (1.0 + np.exp(-z[pos]))
    ez = np.exp(z[~pos])
    result[~pos] = ez / (1.0 + ez)
    return result


def log_one_plus_exp(z):
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def binary_cross_entropy(z, y):
    # y log(1+e^-z) + (1-y) log(1+e^z) = log(1+e^z) - y z
    return float(np.sum(log_one_plus_exp(z) - y * z) / z.shape[0])


def loss(X, y, theta, decay):
    data = binary_cross_entropy(X.dot(theta), y)
    weights = decay / 2 * np.linalg.norm(theta) ** 2
    return data + weights


def gradient(X, y, theta, decay):
    error = sigmoid(X.dot(theta)) - y
    return X.T.dot(error) / X.shape[0] + decay * theta


def train(X, y, theta, learning_rate, steps, decay):
    losses = []
    for step in range(steps):
        losses.append(loss(X, y, theta, decay))
        theta = theta - learning_rate * gradient(X, y, theta, decay)
    return theta, np.array(losses)


def predict(X, theta):
    probability = sigmoid(X.dot(theta))
    return (probability >= 0.5).astype(np.int64)
