package dev.millrace.inference;

import static dev.millrace.inference.domain.budget.BudgetCases.budget;
import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.budget.Booking;
import dev.millrace.inference.domain.budget.Ledger;
import dev.millrace.inference.domain.budget.Ruling;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetAccount;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.Lane;
import dev.millrace.record.ReservationState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A thousand requests at once against one dollar, on two instances that are killed at random
 * moments: what the endpoint charges is the truth.
 */
class BudgetCrashesTest {

  private static final int RUNS = 100;
  private static final int REQUESTS = 1_000;
  private static final int INSTANCES = 2;
  private static final int KILLS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final BigDecimal LIMIT = dollars("1.00");
  private static final BigDecimal MOST_OF_IT = dollars("0.97");
  private static final Budget BUDGET = budget("1.00", BudgetAction.REFUSE);
  private static final BudgetAccount ACCOUNT = BUDGET.account("default", Requests.BEGINNING);

  @Test
  void neverSpendsMoreThanTheLimitAndNearlyAllOfIt() {
    for (int run = 0; run < RUNS; run++) {
      long seed = 20261126L * 1_000 + run;
      World world = new World(seed);

      world.run();

      assertThat(world.charged)
          .as("charged by the endpoint, seed %s", seed)
          .isLessThanOrEqualTo(LIMIT);
      assertThat(world.booked())
          .as("settled and booked, seed %s", seed)
          .isBetween(MOST_OF_IT, LIMIT);
      assertThat(world.charged)
          .as("booked covers what was charged, seed %s", seed)
          .isLessThanOrEqualTo(world.booked());
      assertThat(world.waiting).as("requests without an end, seed %s", seed).isEmpty();
      assertThat(world.lost).as("calls that died, seed %s", seed).isPositive();
    }
  }

  /** Two instances, their log and the endpoint, in a time of their own. */
  private static final class World {

    private final StillWorld time = new StillWorld();
    private final Random random;
    private final List<BudgetReservation> log = new ArrayList<>();
    private final List<Life> lives = new ArrayList<>();
    private final TreeSet<Integer> waiting = new TreeSet<>();
    private BigDecimal charged = BigDecimal.ZERO;
    private int born;
    private int lost;

    private World(long seed) {
      this.random = new Random(seed);
    }

    private void run() {
      for (int instance = 0; instance < INSTANCES; instance++) {
        lives.add(new Life());
      }
      for (int request = 0; request < REQUESTS; request++) {
        waiting.add(request);
        lives.get(request % INSTANCES).begin(request);
      }
      for (int kill = 0; kill < KILLS; kill++) {
        time.pass(Duration.ofMillis(random.nextInt(60)));
        int instance = random.nextInt(INSTANCES);
        Life dead = lives.get(instance);
        dead.die();
        Life next = new Life();
        lives.set(instance, next);
        dead.own.forEach(next::begin);
      }
      time.pass(PATIENCE.multipliedBy(3));
    }

    /** What anybody comes to who reads the log. */
    private BigDecimal booked() {
      Ledger ledger = new Ledger();
      log.forEach(entry -> ledger.apply(entry, entry.getAt()));
      return ledger.used(ACCOUNT);
    }

    private Duration millis(int most) {
      return Duration.ofMillis(1 + random.nextInt(most));
    }

    /** One life of an instance; whatever it began ends with it, and what was sent arrives. */
    private final class Life implements ReservationLog {

      private final BudgetGate gate;
      private final TreeSet<Integer> own = new TreeSet<>();
      private boolean isDead;
      private int underWay;
      private int read;
      private @Nullable Reader reader;

      private Life() {
        this.gate =
            BudgetGate.open(
                new BudgetMeans(() -> Budgets.of(BUDGET), this, PATIENCE),
                new BudgetGate.Means(
                    (model, at, usage) ->
                        Optional.of(
                            dollars("0.00001")
                                .multiply(BigDecimal.valueOf(usage.getInputTokens()))),
                    time::now,
                    (pause, task) -> time.after(pause, alive(task)),
                    task -> time.execute(alive(task)),
                    call -> false,
                    "life-" + born++));
      }

      @Override
      public void requireReading() {
        // It is read until its life ends.
      }

      private Runnable alive(Runnable task) {
        return () -> {
          if (!isDead) {
            task.run();
          }
        };
      }

      private void die() {
        isDead = true;
        lost += underWay;
      }

      private void begin(int request) {
        own.add(request);
        ask(request);
      }

      private void ask(int request) {
        ModelCall call = call(request);
        BudgetGate.Asking asking =
            new BudgetGate.Asking(
                call,
                Optional.empty(),
                Lane.INTERACTIVE,
                Requests.BEGINNING.plus(Requests.LIFETIME));
        Ruling ruling = gate.look(asking);
        if (ruling instanceof Ruling.Refuse) {
          end(request);
        } else if (ruling instanceof Ruling.Hold) {
          CompletableFuture<?> unused = gate.hold(asking).thenRun(alive(() -> ask(request)));
        } else {
          CompletableFuture<?> unused =
              gate.reserve(asking, PATIENCE)
                  .thenAccept(given -> alive(() -> reserved(request, given)).run());
        }
      }

      private void reserved(int request, Optional<Booking> given) {
        if (given.isEmpty()) {
          ask(request);
          return;
        }
        Booking booking = given.get();
        BigDecimal cost =
            booking
                .bound()
                .multiply(BigDecimal.valueOf(0.1 + 0.9 * random.nextDouble()))
                .setScale(12, RoundingMode.DOWN);
        charged = charged.add(cost);
        underWay++;
        boolean isHeard = random.nextInt(20) > 0;
        time.after(
            millis(40),
            alive(
                () -> {
                  underWay--;
                  CompletableFuture<?> unused =
                      gate.settle(booking, isHeard ? cost : booking.bound())
                          .thenRun(alive(() -> end(request)));
                }));
      }

      private void end(int request) {
        own.remove(request);
        waiting.remove(request);
      }

      @Override
      public CompletableFuture<Void> append(BudgetReservation entry) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        boolean survives = random.nextBoolean();
        time.after(
            millis(4),
            () -> {
              if (isDead && !survives) {
                return;
              }
              log.add(entry);
              lives.forEach(Life::comeToKnow);
              // The record may be there although its writer is told that it may not.
              if (entry.getState() == ReservationState.RESERVED && random.nextInt(300) == 0) {
                written.completeExceptionally(new IllegalStateException("no answer came"));
              } else {
                written.complete(null);
              }
            });
        return written;
      }

      @Override
      public void follow(Reader reader) {
        this.reader = reader;
        readOn();
      }

      private void comeToKnow() {
        time.after(millis(3), alive(this::readOn));
      }

      private void readOn() {
        Reader to = reader;
        while (to != null && read < log.size()) {
          BudgetReservation next = log.get(read++);
          to.read(next, next.getAt());
        }
      }
    }
  }

  private static ModelCall call(int request) {
    return new ModelCall(
        "request-" + request,
        "default",
        "tickets",
        1,
        Requests.NOVA,
        new ModelInput.Chat(
            Optional.empty(),
            "x".repeat(100 + new Random(request).nextInt(300)),
            16,
            OptionalDouble.empty()));
  }
}
