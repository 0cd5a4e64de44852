package dev.millrace.bedrock.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ClassifierTrainingTest {

  private static final long SEED = 7;
  private static final double LEAST_ACCURACY = 0.90;
  private static final Duration MOST_TIME = Duration.ofSeconds(20);

  private static final List<Example> TICKETS =
      List.of(
          new Example("I was charged twice", "billing"),
          new Example("the invoice is wrong, I paid twice", "billing"),
          new Example("why is there a second charge on my invoice", "billing"),
          new Example("the app crashes when I open it", "bug"),
          new Example("it crashes with an error", "bug"),
          new Example("error after the update of the app", "bug"));

  @Test
  void learnsBanking77InTwentySecondsOfOneCore() throws IOException {
    List<Example> train = Banking77.read("train.csv");
    List<Example> test = Banking77.read("test.csv");

    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    ClassifierTraining.Trained trained = ClassifierTraining.train(train, () -> false);
    Duration time =
        Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);

    double accuracy = accuracy(trained.classifier(), test);
    assertThat(accuracy).as("accuracy after %s", time).isGreaterThan(LEAST_ACCURACY);
    assertThat(time).as("time for accuracy %s", accuracy).isLessThan(MOST_TIME);
    assertThat(trained.losses().get(0)).isGreaterThan(trained.loss());
    assertThat(trained.classifier().labels()).hasSize(77);
    assertThat(trained.classifier().loss(test)).isBetween(trained.loss(), 0.5);
  }

  @Test
  void makesTheSameOfTheSameExamplesInAnyOrder() throws IOException {
    List<Example> shuffled = new ArrayList<>(TICKETS);
    Collections.shuffle(shuffled, new Random(SEED));
    assertThat(shuffled).as("seed %s", SEED).isNotEqualTo(TICKETS);

    assertThat(bytes(trained(shuffled))).isEqualTo(bytes(trained(TICKETS)));
  }

  @Test
  void isTheSameAfterItWasWrittenDown() throws IOException {
    TextClassifier classifier = trained(TICKETS);

    TextClassifier read = TextClassifier.read(new ByteArrayInputStream(bytes(classifier)));

    assertThat(bytes(read)).isEqualTo(bytes(classifier));
    assertThat(read.loss(TICKETS)).isEqualTo(classifier.loss(TICKETS));
    assertThat(read.labels()).containsExactly("billing", "bug");
  }

  @Test
  void looksPastWhatAllExamplesHaveAround() {
    List<Example> framed =
        TICKETS.stream()
            .map(
                ticket ->
                    new Example(
                        "Sort the ticket: an error, a crash, a bug of the app?\n- bug\n- billing\n"
                            + ticket.text()
                            + "\nLabel:",
                        ticket.label()))
            .toList();

    TextClassifier classifier = trained(framed);

    assertThat(classifier.best("a wrong charge", List.of())).contains("billing");
    assertThat(classifier.best(framed.get(0).text(), List.of())).contains("billing");
    assertThat(classifier.best(framed.get(4).text(), List.of())).contains("bug");
  }

  @Test
  void answersOnlyWhatIsAllowed() {
    TextClassifier classifier = trained(TICKETS);

    assertThat(classifier.best("it crashes", List.of())).contains("bug");
    assertThat(classifier.best("it crashes", List.of("billing", "other"))).contains("billing");
    assertThat(classifier.best("it crashes", List.of("other"))).isEmpty();
    assertThat(classifier.best("", List.of())).isPresent();
  }

  @Test
  void learnsThatThereIsOneAnswerOnly() {
    ClassifierTraining.Trained trained =
        ClassifierTraining.train(List.of(new Example("anything", "yes")), () -> false);

    assertThat(trained.classifier().best("something", List.of())).contains("yes");
    assertThat(trained.loss()).isZero();
  }

  @Test
  void learnsNothingWhereTextsTellNothing() {
    List<Example> senseless =
        List.of(new Example("the same", "yes"), new Example("the same", "no"));

    ClassifierTraining.Trained trained = ClassifierTraining.train(senseless, () -> false);

    assertThat(trained.classifier().best("the same", List.of())).isPresent();
    assertThat(trained.loss()).isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void stopsBetweenSteps() {
    assertThatThrownBy(() -> ClassifierTraining.train(TICKETS, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  private static double accuracy(TextClassifier classifier, List<Example> examples) {
    long right =
        examples.stream()
            .filter(
                example ->
                    classifier
                        .best(example.text(), List.of())
                        .filter(example.label()::equals)
                        .isPresent())
            .count();
    return (double) right / examples.size();
  }

  private static TextClassifier trained(List<Example> examples) {
    return ClassifierTraining.train(examples, () -> false).classifier();
  }

  private static byte[] bytes(TextClassifier classifier) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    classifier.write(bytes);
    return bytes.toByteArray();
  }
}
