package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.domain.quota.QuotaLimits;
import dev.millrace.record.Lane;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the desk gives to calls that nobody waits for, and that others do not notice them. */
class SpareCallsTest {

  private static final String MODEL = "amazon.nova-micro-v1:0";
  private static final Optional<CallResult> ANSWER = Optional.of(Requests.answer("bug"));

  private final StillWorld world = new StillWorld();
  private final List<String> began = new ArrayList<>();
  private final Deque<Permit> permits = new ArrayDeque<>();

  @Test
  void areNoneOfTheCallsAtOnce() {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    Optional<Permit> first = spare(desk);
    Optional<Permit> second = spare(desk);

    ask(desk, "served", Lane.INTERACTIVE);

    assertThat(first).isPresent();
    assertThat(second).isPresent();
    assertThat(began).containsExactly("served");
    assertThat(spare(desk)).as("one is under way, but nobody waits").isPresent();
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void areGivenToNobodyWhileOthersWaitForTheModel(Lane lane) {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    ask(desk, "under way", lane);
    ask(desk, "waits", lane);

    assertThat(spare(desk)).isEmpty();
    assertThat(desk.spare(call("other.model", "spare"))).isPresent();

    permits.remove().end(ANSWER);
    world.runTasks();
    assertThat(began).containsExactly("under way", "waits");
    assertThat(spare(desk)).isPresent();
  }

  @Test
  void leaveHalfOfTheQuota() {
    CallDesk desk = desk(quota(new QuotaLimits(1_000_000, 120)));
    int spared = 0;
    while (spare(desk).isPresent()) {
      spared++;
    }
    for (int i = 0; i < 20; i++) {
      ask(desk, "served", Lane.BULK);
    }

    assertThat(spared).as("of the ten calls of five seconds").isEqualTo(5);
    assertThat(began).hasSize(5);
  }

  @Test
  void settleWhatTheyTookOfTheQuotaAsOthersDo() {
    CallDesk desk = desk(quota(new QuotaLimits(3_000, 100_000)));
    List<Permit> spared = new ArrayList<>();
    Optional<Permit> next = spare(desk);
    while (next.isPresent()) {
      spared.add(next.get());
      next = spare(desk);
    }
    assertThat(spared).isNotEmpty();

    spared.forEach(permit -> permit.end(Optional.empty()));

    assertThat(spare(desk)).as("calls that were not made took nothing").isPresent();
  }

  @Test
  void comeBackWithTheQuota() {
    CallDesk desk = desk(quota(new QuotaLimits(1_000_000, 120)));
    while (spare(desk).isPresent()) {
      assertThat(began).isEmpty();
    }

    world.pass(Duration.ofMillis(600));

    assertThat(spare(desk)).isPresent();
    assertThat(spare(desk)).isEmpty();
  }

  @Test
  void areGivenToNobodyForAWhileAfterAThrottling() {
    CallDesk desk = desk(new CallLimits(10, Map.of()));
    spare(desk).orElseThrow().end(failed(Cause.THROTTLED));

    assertThat(spare(desk)).isEmpty();
    world.pass(Duration.ofMillis(9_999));
    assertThat(spare(desk)).isEmpty();
    world.pass(Duration.ofMillis(1));
    assertThat(spare(desk)).isPresent();
  }

  @Test
  void narrowNoWindowWhereTheyAreThrottled() {
    CallDesk desk = desk(new CallLimits(10, Map.of()));
    for (int i = 0; i < 3; i++) {
      spare(desk).orElseThrow().end(failed(Cause.THROTTLED));
      world.pass(Duration.ofSeconds(10));
    }

    for (int i = 0; i < 20; i++) {
      ask(desk, "served", Lane.INTERACTIVE);
    }

    assertThat(began).as("all that may be under way").hasSize(10);
  }

  @Test
  void openNoBreakerWhereTheyFail() {
    CallDesk desk = desk(new CallLimits(10, Map.of()));
    for (int i = 0; i < 20; i++) {
      spare(desk).orElseThrow().end(failed(Cause.UNAVAILABLE));
    }

    ask(
        desk,
        "served",
        new CallDesk.Terms(Lane.INTERACTIVE, world.now().plus(Requests.LIFETIME), true, false));

    assertThat(began).as("not sent to the model that stands in").containsExactly("served");
  }

  @Test
  void endBeforeAStopAndDoNotBeginAfterIt() {
    CallDesk desk = desk(new CallLimits(10, Map.of()));
    Permit underWay = spare(desk).orElseThrow();

    CompletableFuture<Void> rest = desk.rest();
    world.runTasks();
    assertThat(rest).isNotDone();
    assertThat(spare(desk)).isEmpty();
    underWay.end(ANSWER);
    world.runTasks();

    assertThat(rest).isDone();
  }

  private static CallLimits quota(QuotaLimits quota) {
    return new CallLimits(1_000, Map.of(MODEL, quota));
  }

  private static Optional<CallResult> failed(Cause cause) {
    return Optional.of(new CallResult.Failed(cause, "the endpoint said so", Optional.empty()));
  }

  private CallDesk desk(CallLimits limits) {
    return new CallDesk(
        limits,
        world::now,
        world::after,
        world::execute,
        call -> false,
        pipeline -> LaneWeights.DEFAULT);
  }

  private static Optional<Permit> spare(CallDesk desk) {
    return desk.spare(call(MODEL, "spare"));
  }

  private static ModelCall call(String model, String id) {
    return new ModelCall(
        id,
        "tenant",
        "tickets",
        1,
        new ModelRoute(model, 1, Route.CHAMPION),
        new ModelInput.Chat(Optional.empty(), "x".repeat(150), 10, OptionalDouble.empty()));
  }

  private void ask(CallDesk desk, String id, Lane lane) {
    ask(desk, id, new CallDesk.Terms(lane, world.now().plus(Requests.LIFETIME), false, false));
  }

  private void ask(CallDesk desk, String id, CallDesk.Terms terms) {
    var unused =
        desk.ask(call(MODEL, id), terms)
            .thenAccept(
                turn -> {
                  if (turn instanceof CallDesk.Turn.Come come) {
                    began.add(id);
                    permits.add(come.permit());
                  }
                });
  }
}
