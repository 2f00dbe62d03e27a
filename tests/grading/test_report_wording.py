"""Accuracies and hyper-parameters are found as students write them."""

from dataclasses import replace

import pytest
from helpers.double_course import ROOT

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.course.rules import Topic
from autograder.grading.report.wording import discusses, printed_accuracies, states_accuracy
from autograder.results.text import Words

TOPICS = load_assignment(find_course(ROOT).bundle("softmax_mnist")).config.rules.report.topics


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("test accuracy      0.9014\n", [0.9014]),
        ("Test Acc: 92.1%", [0.921]),
        ("test_accuracy = 92.1", [0.921]),
        ("test_loss=0.28, test_acc=0.92", [0.92]),
        ("Final test accuracy is 0.9214", [0.9214]),
        ("Testing accuracy 0.9214", [0.9214]),
        ("Accuracy on the test set: 92.14 %", [0.9214]),
        ("Test loss 0.2821, accuracy 0.9214", [0.9214]),
        ("Test: loss=0.2821 acc=0.9214", [0.9214]),
        ("Test set: Average loss: 0.2821, Accuracy: 9214/10000 (92%)", [0.9214]),
        ("Test accuracy: np.float64(0.9214)", [0.9214]),
        ("Test accuracy with momentum 0.9: 0.9214", [0.9214]),
        ("test acc (momentum=0.9, lr=0.01) 0.9214", [0.9214]),
        ("Test accuracy (10 epochs): 92.14%", [0.9214]),
        ("test accuracy: 1.0", [1.0]),
        ("测试准确率 0.92", [0.92]),
        ("测试集上的准确率为 92.14%", [0.9214]),
        ("测试精度：0.92", [0.92]),
        ("测试集正确率=92.14％", [0.9214]),
        ("最终测试准确率（动量0.9）：0.9214", [0.9214]),
        ("测试损失 0.282，测试准确率 0.921", [0.921]),
        ("test accuracy 0.90\ntest accuracy 0.92", [0.90, 0.92]),
        ("train accuracy 0.9182, test accuracy 0.9214", [0.9214]),
        ("training accuracy 0.8", []),
        ("validation accuracy 0.93", []),
        ("latest accuracy 0.5", []),
        ("test error 0.08", []),
        ("训练准确率 0.8，验证准确率 0.9", []),
    ],
)
def test_test_accuracies_are_found_as_they_are_printed(text, found):
    assert printed_accuracies(text, TOPICS.values()) == pytest.approx(found)


@pytest.mark.parametrize(
    "text",
    [
        "The training accuracy is 0.89, the test accuracy 0.90.",
        "Accuracy on the training set: 89.0 %; accuracy on the test set: 90.1 %",
        "The model achieves 0.8902 training and 0.9014 test accuracy.",
        "We reach 89.02% on the training set and 90.14% on the test set.",
        "The accuracies on the training and test sets are 0.8902 and 0.9014.",
        "Run Train accuracy Test accuracy SGD 0.8902 0.9014 SGD with momentum 0.9182 0.9214",
        "训练准确率为 89.02%，测试准确率为 90.14%",
        "在训练集上准确率为 0.8902，在测试集上准确率为 0.9014",
        "模型在训练集与测试集上的准确率分别为 89.02% 和 90.14%",
        "训练精度 0.89，测试精度 0.90",
        "最终训练集 Acc 为 0.89，测试集 Acc 为 0.90",
    ],
)
def test_statements_of_both_accuracies_are_understood(text):
    assert states_accuracy(text, "train")
    assert states_accuracy(text, "test")


@pytest.mark.parametrize(
    "text",
    [
        "The test accuracy is the higher one.",
        "训练和测试的准确率都很高。",
        "It took 12 s, step 3.",
        "",
    ],
)
def test_no_number_is_no_statement(text):
    assert not states_accuracy(text, "train")
    assert not states_accuracy(text, "test")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("learning-rate and batch_size", 2),
        ("lr = 0.1, mini-batches of 32, 20 epochs", 3),
        ("学习率、批次大小、训练轮数", 3),
        ("步长和批量", 2),
        ("weight decay, Xavier initialisation", 2),
        ("only momentum", 0),
    ],
)
def test_hyper_parameters_are_found_by_their_names(text, count):
    parameters = TOPICS["parameters"]
    for least in range(1, 5):
        assert discusses(text, replace(parameters, least=least)) == (count >= least)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dropout-rate of 0.5", True),
        ("with dropout rates", True),
        ("the drop-outs", False),
        ("dropout rated", False),
        ("normalisation and normalized data", True),
        ("renormalised", False),
        ("使用了丢弃率", True),
    ],
)
def test_another_course_names_its_own_topics(text, found):
    words = (("dropout rate", "normali*", "丢弃率"),)
    assert discusses(text, Topic(Words.from_plain("dropout"), words)) == found


def test_what_was_set_is_known_by_the_topics_words():
    text = "test accuracy (dropout rate 0.5) 0.9214"
    topic = Topic(Words.from_plain("dropout"), (("dropout rate",),))
    assert printed_accuracies(text, [topic]) == [0.9214]
    assert printed_accuracies(text) == [0.5]


@pytest.mark.parametrize(("words", "least"), [((), 1), (((),), 1), ((("x",),), 2), ((("x",),), 0)])
def test_a_topic_that_asks_for_more_than_there_is_is_refused(words, least):
    with pytest.raises(ValueError, match="least has to be"):
        Topic(Words.from_plain("x"), words, least)
