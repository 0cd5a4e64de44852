package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallDeskTest {

  private static final String MODEL = "amazon.nova-micro-v1:0";
  private static final TokenUsage USAGE = new TokenUsage(50L, 10L, 0L, 0L, 0L);
  private static final CallResult ANSWER = Requests.answer("bug", "end_turn", Optional.of(USAGE));
  private static final CallResult THROTTLED =
      new CallResult.Failed(Cause.THROTTLED, "the endpoint answered 429", Optional.empty());

  private static final CallResult AWAY =
      new CallResult.Failed(Cause.UNAVAILABLE, "the endpoint answered 503", Optional.empty());

  /** As many in a row open the breaker. */
  private static final int CALLS = 5;

  private final StillWorld world = new StillWorld();
  private final Set<String> stoppedTenants = new HashSet<>();
  private boolean switchesBreak;
  private LaneWeights weights = LaneWeights.DEFAULT;
  private final List<String> began = new ArrayList<>();
  private final Deque<Permit> permits = new ArrayDeque<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> elsewhere = new ArrayList<>();
  private final List<String> stopped = new ArrayList<>();

  @Test
  void letsThroughAtOnceWhatNeedNotWait() {
    CallDesk desk = desk(new CallLimits(2, Map.of()));

    ask(desk, "a", "1");
    ask(desk, "a", "2");
    ask(desk, "a", "3");

    assertThat(began).containsExactly("1", "2");
  }

  @Test
  void takesTheNextWhenOneHasEnded() {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    ask(desk, "a", "1");
    ask(desk, "a", "2");
    ask(desk, "a", "3");

    permits.remove().end(Optional.of(ANSWER));
    world.runTasks();
    permits.remove().end(Optional.empty());
    world.runTasks();

    assertThat(began).containsExactly("1", "2", "3");
  }

  @Test
  void letsATenantInAfterTwoServiceTimesBesideAFlood() {
    CallDesk desk = desk(new CallLimits(8, Map.of()));
    for (int i = 0; i < 10_000; i++) {
      ask(desk, "flood", "flood " + i);
    }
    ask(desk, "small", "small");

    for (int i = 0; i < 8; i++) {
      permits.remove().end(Optional.of(ANSWER));
      world.runTasks();
    }

    assertThat(began).contains("small");
  }

  @Test
  void letsATenantWithoutACallInAtOnceBesideAFlood() {
    CallDesk desk = desk(new CallLimits(16, Map.of()));
    for (int i = 0; i < 10_000; i++) {
      ask(desk, "flood", "flood " + i);
    }
    assertThat(began).hasSize(16);

    ask(desk, "small", "small");
    assertThat(began).hasSize(17).endsWith("small");
    ask(desk, "small", "another");
    assertThat(began).hasSize(17);
  }

  @Test
  void letsItsBulkInAtOnceBesideAFloodOfInteractiveCalls() {
    CallDesk desk = desk(new CallLimits(16, Map.of()));
    for (int i = 0; i < 100; i++) {
      ask(desk, "flood", "flood " + i);
    }

    ask(desk, call(MODEL, "small", "small"), Lane.BULK);

    assertThat(began).hasSize(17).endsWith("small");
  }

  @Test
  void waitsForTheQuotaAndGoesOnByItself() {
    CallDesk desk = desk(quota(new QuotaLimits(1_000_000, 60)));
    for (int i = 0; i < 20; i++) {
      ask(desk, "a", String.valueOf(i));
    }
    assertThat(began).as("five seconds of the quota").hasSize(5);

    world.pass(Duration.ofMillis(3_500));

    assertThat(began).hasSize(8);
  }

  @Test
  void doesNotLetAModelWithoutQuotaHoldUpOthers() {
    CallDesk desk = desk(quota(new QuotaLimits(1, 1)));
    for (int i = 0; i < 20; i++) {
      ask(desk, "a", "limited");
    }
    ask(desk, call("other.model", "a", "free"), Lane.INTERACTIVE);

    assertThat(began).contains("free");
  }

  @Test
  void usesTheQuotaThatCallsGiveBack() {
    CallDesk desk = desk(quota(new QuotaLimits(6_000, 100_000)));
    for (int i = 0; i < 400; i++) {
      ask(desk, "a", String.valueOf(i));
    }
    for (int second = 0; second < 240; second++) {
      world.pass(Duration.ofSeconds(1));
      while (!permits.isEmpty()) {
        permits.remove().end(Optional.of(ANSWER));
      }
    }

    // Four minutes of 6,000 tokens are 400 calls of 60.
    assertThat(began.size()).isBetween(380, 400);
  }

  @Test
  void asksForLessAtOnceWhereTheEndpointThrottles() {
    CallDesk desk = desk(new CallLimits(10, Map.of()));
    for (int i = 0; i < 100; i++) {
      ask(desk, "a", String.valueOf(i));
    }

    permits.remove().end(Optional.of(THROTTLED));
    world.runTasks();
    assertThat(began).as("nine are under way, seven may be").hasSize(10);
    for (int i = 0; i < 3; i++) {
      permits.remove().end(Optional.of(ANSWER));
    }
    world.runTasks();

    assertThat(began).hasSize(11);
  }

  @Test
  void keepsRoomForInteractiveBesideBulk() {
    CallDesk desk = desk(new CallLimits(8, Map.of()));
    for (int i = 0; i < 100; i++) {
      ask(desk, call(MODEL, "a", "bulk"), Lane.BULK);
    }
    assertThat(began).hasSize(6);

    ask(desk, "a", "interactive");

    assertThat(began).hasSize(7).endsWith("interactive");
  }

  @Test
  void givesTheLanesOfAPipelineWhatItsSpecSays() {
    weights = new LaneWeights(4, 1);
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    ask(desk, "a", "first");
    for (int i = 0; i < 20; i++) {
      ask(desk, call(MODEL, "a", "bulk"), Lane.BULK);
      ask(desk, "a", "interactive");
    }

    for (int i = 0; i < 10; i++) {
      permits.remove().end(Optional.of(ANSWER));
      world.runTasks();
    }

    assertThat(began.subList(1, 5)).containsOnly("interactive");
    assertThat(Collections.frequency(began, "bulk")).isEqualTo(2);
  }

  @Test
  void tellsWhomWaitingHasMadeTooLate() {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    ask(desk, "a", "1");
    ask(desk, call(MODEL, "a", "2"), Lane.INTERACTIVE, Duration.ofSeconds(5));
    ask(desk, "a", "3");

    world.pass(Duration.ofSeconds(4));
    assertThat(late).isEmpty();
    world.pass(Duration.ofSeconds(2));
    assertThat(late).containsExactly("2");
    permits.remove().end(Optional.of(ANSWER));
    world.runTasks();

    assertThat(began).containsExactly("1", "3");
  }

  @Test
  void looksAtTheLineAgainThoughAKillSwitchCannotBeRead() {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    ask(desk, "a", "1");
    ask(desk, "a", "2");
    switchesBreak = true;
    assertThatThrownBy(() -> world.pass(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);

    switchesBreak = false;
    stoppedTenants.add("a");
    world.pass(Duration.ofSeconds(1));

    assertThat(stopped).containsExactly("2");
  }

  @Test
  void tellsWithinASecondWhoIsStopped() {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    ask(desk, "a", "1");
    ask(desk, "b", "2");
    ask(desk, "a", "3");
    world.pass(Duration.ofSeconds(4));

    stoppedTenants.add("b");
    world.pass(Duration.ofMillis(900));
    assertThat(stopped).containsExactly("2");
    permits.remove().end(Optional.of(ANSWER));
    world.runTasks();

    assertThat(began).containsExactly("1", "3");
    assertThat(late).isEmpty();
  }

  @Test
  void sendsElsewhereWhatAnotherModelStandsInForWhileThisIsOutOfOrder() {
    CallDesk desk = desk(new CallLimits(CALLS, Map.of()));
    CallDesk.Terms withFallback =
        new CallDesk.Terms(Lane.INTERACTIVE, world.now().plus(Requests.LIFETIME), true, false);
    for (int i = 0; i < CALLS; i++) {
      ask(desk, "a", "fails " + i);
    }
    for (int i = 0; i < CALLS; i++) {
      ask(desk, "a", "waits " + i);
    }
    ask(desk, call(MODEL, "a", "waits and goes"), withFallback);

    for (int i = 0; i < CALLS; i++) {
      permits.remove().end(Optional.of(AWAY));
    }
    world.runTasks();
    ask(desk, call(MODEL, "a", "comes and goes"), withFallback);

    assertThat(elsewhere).containsExactly("waits and goes", "comes and goes");
    assertThat(began).endsWith("waits 4");

    permits.remove().end(Optional.empty());
    permits.remove().end(Optional.empty());
    world.pass(Duration.ofSeconds(10));
    ask(desk, call(MODEL, "a", "finds out"), withFallback);
    ask(desk, call(MODEL, "a", "does not wait for it"), withFallback);
    assertThat(began).endsWith("finds out");
    assertThat(elsewhere).endsWith("does not wait for it");

    permits.forEach(permit -> permit.end(Optional.of(ANSWER)));
    ask(desk, call(MODEL, "a", "goes here again"), withFallback);
    assertThat(began).endsWith("goes here again");
  }

  private static CallLimits quota(QuotaLimits quota) {
    return new CallLimits(1_000, Map.of(MODEL, quota));
  }

  @Test
  void restsWhenAllThatHadBegunHaveEnded() {
    CallDesk desk = desk(new CallLimits(1, Map.of()));
    CompletableFuture<Void> request = new CompletableFuture<>();
    desk.begins(request);
    ask(desk, "a", "begun");
    ask(desk, "a", "waits");

    CompletableFuture<Void> rest = desk.rest();
    permits.remove().end(Optional.of(ANSWER));
    world.runTasks();
    assertThat(rest).as("it has another call to make").isNotDone();
    ask(
        desk,
        call(MODEL, "a", "again"),
        new CallDesk.Terms(Lane.BULK, world.now().plus(Requests.LIFETIME), false, true));
    ask(desk, "a", "too late to begin");
    permits.remove().end(Optional.of(ANSWER));
    request.complete(null);
    world.runTasks();

    assertThat(rest).isDone();
    assertThat(began).containsExactly("begun", "again");
  }

  private static ModelCall call(String model, String tenant, String id) {
    return new ModelCall(
        id,
        tenant,
        "tickets",
        1,
        new ModelRoute(model, 1, Route.CHAMPION),
        new ModelInput.Chat(Optional.empty(), "x".repeat(150), 10, OptionalDouble.empty()));
  }

  private CallDesk desk(CallLimits limits) {
    return new CallDesk(
        limits, world::now, world::after, world::execute, this::isStopped, pipeline -> weights);
  }

  private boolean isStopped(ModelCall call) {
    if (switchesBreak) {
      throw new IllegalStateException("the kill switches cannot be read");
    }
    return stoppedTenants.contains(call.tenant());
  }

  private void ask(CallDesk desk, String tenant, String id) {
    ask(desk, call(MODEL, tenant, id), Lane.INTERACTIVE);
  }

  private void ask(CallDesk desk, ModelCall call, Lane lane) {
    ask(desk, call, lane, Requests.LIFETIME);
  }

  private void ask(CallDesk desk, ModelCall call, Lane lane, Duration patience) {
    ask(desk, call, new CallDesk.Terms(lane, world.now().plus(patience), false, false));
  }

  private void ask(CallDesk desk, ModelCall call, CallDesk.Terms terms) {
    var unused = desk.ask(call, terms).thenAccept(turn -> took(call.requestId(), turn));
  }

  private void took(String id, CallDesk.Turn turn) {
    if (turn instanceof CallDesk.Turn.Come come) {
      began.add(id);
      permits.add(come.permit());
    } else if (turn instanceof CallDesk.Turn.Elsewhere) {
      elsewhere.add(id);
    } else if (turn instanceof CallDesk.Turn.Stopped) {
      stopped.add(id);
    } else {
      late.add(id);
    }
  }
}
