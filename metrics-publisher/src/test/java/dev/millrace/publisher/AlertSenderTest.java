package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.runtime.Health;
import dev.millrace.publisher.webhook.Message;
import dev.millrace.publisher.webhook.Receiver.Outcome;
import dev.millrace.record.Alert;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AlertSenderTest {

  private final ManualClock clock = new ManualClock(SampleAlerts.OPENED);
  private final Deque<Alert> box = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final List<Health> health = new ArrayList<>();
  private int stays;
  private Supplier<Outcome> answer = Outcome.Taken::new;
  private AlertSender sender = sender();

  @Test
  void sendsOneAfterTheOther() {
    box.add(SampleAlerts.open());
    box.add(SampleAlerts.closed());

    turns(4);

    assertThat(told).containsExactly(id(SampleAlerts.open()), id(SampleAlerts.closed()));
    assertThat(box).isEmpty();
  }

  @Test
  void sendsTheSameUntilItIsTakenAndLosesNothing() {
    box.add(SampleAlerts.open());
    box.add(SampleAlerts.closed());
    answer = () -> new Outcome.PutOff("it answers 503", Optional.empty());

    // Whoever waits rests on the clock, so turns are time.
    turns(5_000);

    assertThat(box).hasSize(2);
    assertThat(told).hasSizeGreaterThan(10).containsOnly(id(SampleAlerts.open()));
    assertThat(stays).as("brokers hear of it as often").isEqualTo(told.size());
    assertThat(health.get(health.size() - 1))
        .isInstanceOfSatisfying(
            Health.Impaired.class,
            impaired ->
                assertThat(impaired.reason())
                    .contains("lately because it answers 503; 2 wait in the topic alerts"));

    answer = Outcome.Taken::new;
    turns(500);

    assertThat(box).isEmpty();
    assertThat(told).endsWith(id(SampleAlerts.open()), id(SampleAlerts.closed()));
    assertThat(health.get(health.size() - 1)).isEqualTo(new Health.Running());
  }

  @Test
  void waitsLongerEachTimeAndAMinuteAtMost() {
    box.add(SampleAlerts.open());
    answer = () -> new Outcome.PutOff("it answers 500", Optional.empty());

    turns(20_000);

    Duration passed = Duration.between(SampleAlerts.OPENED, clock.instant());
    assertThat(passed.dividedBy(told.size()))
        .isBetween(Duration.ofSeconds(15), Duration.ofMinutes(1));
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    box.add(SampleAlerts.open());
    answer = () -> new Outcome.PutOff("it answers 429", Optional.of(Duration.ofSeconds(90)));
    turns(2);
    answer = Outcome.Taken::new;

    turns(180);
    assertThat(told).hasSize(1);
    turns(1);

    assertThat(told).hasSize(2);
    assertThat(clock.instant()).isEqualTo(SampleAlerts.OPENED.plusSeconds(90));
  }

  @Test
  void leavesOutWhatIsNeverTaken() {
    box.add(SampleAlerts.open());
    box.add(SampleAlerts.closed());
    answer = () -> new Outcome.Refused("it answers 422");

    turns(4);

    assertThat(told).hasSize(2);
    assertThat(box).isEmpty();
    assertThat(sender.leftOut()).isEqualTo(2);
  }

  @Test
  void sendsItUnderTheSameIdWhereItDiedBeforeItWroteDown() {
    box.add(SampleAlerts.open());
    answer =
        () -> {
          throw new IllegalStateException("killed");
        };
    turns(1);
    try {
      sender.turn();
    } catch (IllegalStateException killed) {
      // The receiver may have it, and nobody knows.
    }

    answer = Outcome.Taken::new;
    sender = sender();
    turns(2);

    assertThat(told).containsExactly(id(SampleAlerts.open()), id(SampleAlerts.open()));
    assertThat(box).isEmpty();
  }

  private void turns(int count) {
    for (int i = 0; i < count; i++) {
      sender.turn();
    }
  }

  private AlertSender sender() {
    return new AlertSender(
        new AlertSender.Means(
            new Outbox() {
              @Override
              public Optional<Alert> next(Duration longest) {
                return Optional.ofNullable(box.peek());
              }

              @Override
              public void taken() {
                box.remove();
              }

              @Override
              public void stay() {
                stays++;
              }

              @Override
              public long waiting() {
                return box.size();
              }
            },
            message -> {
              told.add(message.id());
              return answer.get();
            },
            clock::advance,
            clock,
            new Random(7)),
        "",
        health::add);
  }

  private static String id(Alert alert) {
    return Message.of(alert, "").id();
  }
}
