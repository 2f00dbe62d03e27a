import numpy as np

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def threshold_unit(X, w, theta):
    total = np.tensordot(np.asarray(X, dtype=float), np.asarray(w, dtype=float), axes=1)
    fires = np.zeros(total.shape, dtype=int)
    fires[total >= theta] = 1
    return fires


def and_unit():
    weights = np.ones(2)
    threshold = 1.5
    return weights, threshold


def or_unit():
    weights = np.ones(2)
    threshold = 0.5
    return weights, threshold


def nand_unit():
    weights = -np.ones(2)
    threshold = -1.5
    return weights, threshold


def boundary(w, theta, x1):
    slope = -w[1] / w[0]
    intercept = theta / w[1]
    return slope * x1 + intercept


def find_units(targets, values):
    w1, w2, theta = np.meshgrid(values, values, values, indexing="ij")
    w1, w2, theta = w1.ravel(), w2.ravel(), theta.ravel()
    right = np.zeros(w1.size, dtype=int)
    for (x1, x2), wanted in zip(INPUTS, targets):
        fires = w1 * x1 + w2 * x2 >= theta
        right += fires == bool(wanted)
    right = right >= 3
    return np.stack([w1[right], w2[right], theta[right]], axis=1)


def learn(X, targets, w, theta, epochs):
    # the threshold is the weight of an input that is always -1
    extended = np.hstack([X, -np.ones((len(X), 1))])
    both = np.append(np.array(w, dtype=float), theta)
    history = []
    for epoch in range(epochs):
        corrected = 0
        for x, target in zip(extended, targets):
            output = int(x @ both >= 0)
            error = target - output
            both = both + error * x
            corrected += int(error != 0)
        history.append(corrected)
    return both[:-1], both[-1], np.array(history)


def two_layers(X, W, thetas, v, theta):
    first = threshold_unit(X, W, thetas)
    second = threshold_unit(first, v, theta)
    return second


def xor_weights():
    W = np.array([[1.0, -1.0], [1.0, -1.0]])
    thetas = np.array([0.5, -1.5])
    v, theta = and_unit()
    return W, thetas, v, theta
