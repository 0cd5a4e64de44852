package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.CallDesk.Turn;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.pack.Arrivals;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.record.Lane;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedCallsTest {

  private static final Duration PATIENCE = Arrivals.PATIENCE;

  private final StillWorld world = new StillWorld();
  private final List<ModelCall> made = new ArrayList<>();
  private final List<CompletableFuture<CallResult>> replies = new ArrayList<>();
  private final Map<String, Turn> turns = new HashMap<>();
  private final Map<String, CallResult> results = new HashMap<>();

  private final Map<String, Permit> ended = new HashMap<>();
  private Permit occupied = result -> {};

  private CallDesk desk = desk(10);
  private SharedCalls calls = calls();

  @Test
  void makesOneCallForThoseWhoCameTogether() {
    ask("a", "1");
    ask("a", "2");
    world.pass(PATIENCE.minusMillis(1));
    assertThat(made).isEmpty();

    world.pass(Duration.ofMillis(2));
    goAhead("1", "2");
    reply("[{\"i\":1,\"label\":\"billing\"},{\"i\":0,\"label\":\"bug\"}]");

    assertThat(made).singleElement().satisfies(call -> assertThat(call.records()).isEqualTo(2));
    assertThat(content("1")).isEqualTo(new Content.Text("bug"));
    assertThat(content("2")).isEqualTo(new Content.Text("billing"));
  }

  @Test
  void takesOnePlaceInLineForAllOfThem() {
    desk = desk(1);
    calls = calls();
    for (String id : List.of("1", "2", "3", "4", "5", "6", "7", "8")) {
      ask("a", id);
    }
    world.runTasks();

    assertThat(turns).containsOnlyKeys("1", "2", "3", "4");
    goAhead("1", "2", "3", "4");
    assertThat(made).singleElement().satisfies(call -> assertThat(call.records()).isEqualTo(4));

    reply("[]");
    world.runTasks();
    assertThat(turns).containsKeys("5", "6", "7", "8");
  }

  @Test
  void callsAloneForOneWhoFoundNoCompany() {
    ask("a", "1");
    ask("b", "2");
    world.pass(PATIENCE.plusMillis(1));
    goAhead("1", "2");

    assertThat(made)
        .hasSize(2)
        .allSatisfy(call -> assertThat(call.input()).isEqualTo(input(call.requestId())));
    replies.get(0).complete(answer("bug"));
    assertThat(results.get("1")).isEqualTo(answer("bug"));
  }

  @Test
  void letsThoseGoWhoAreLateWhileTheirPackWaits() {
    desk = desk(1);
    calls = calls();
    occupyTheDesk();
    ask("a", "1", Duration.ofSeconds(2));
    ask("a", "2", Duration.ofSeconds(60));
    ask("a", "3", Duration.ofSeconds(60));
    world.pass(Duration.ofSeconds(3));

    assertThat(turns.get("1")).isInstanceOf(Turn.Late.class);
    assertThat(turns).doesNotContainKeys("2", "3");

    releaseTheDesk();
    goAhead("2", "3");
    assertThat(made).singleElement().satisfies(call -> assertThat(call.records()).isEqualTo(2));
  }

  @Test
  void tellsAllWhereNobodyWantsTheAnswerAnyMore() {
    desk = desk(1);
    calls = calls();
    occupyTheDesk();
    ask("a", "1", Duration.ofSeconds(2));
    ask("a", "2", Duration.ofSeconds(3));
    world.pass(Duration.ofSeconds(5));

    assertThat(turns.get("1")).isInstanceOf(Turn.Late.class);
    assertThat(turns.get("2")).isInstanceOf(Turn.Late.class);
    releaseTheDesk();
    world.pass(Duration.ofSeconds(5));
    assertThat(made).isEmpty();
  }

  @Test
  void callsForThoseWhoGoOn() {
    ask("a", "1");
    ask("a", "2");
    ask("a", "3");
    world.pass(PATIENCE.plusMillis(1));
    permit("2").end(Optional.empty());
    permit("2").end(Optional.empty());
    goAhead("1", "3");

    assertThat(made).singleElement().satisfies(call -> assertThat(call.records()).isEqualTo(2));
    reply("[{\"i\":1,\"label\":\"bug\"},{\"i\":0,\"label\":\"billing\"}]");
    assertThat(content("3")).isEqualTo(new Content.Text("bug"));
  }

  @Test
  void callsNobodyWhereAllHaveGivenUp() {
    desk = desk(1);
    calls = calls();
    ask("a", "1");
    ask("a", "2");
    world.pass(PATIENCE.plusMillis(1));
    permit("1").end(Optional.empty());
    permit("2").end(Optional.empty());
    world.runTasks();
    assertThat(made).isEmpty();

    ask("a", "3");
    ask("a", "4");
    world.pass(PATIENCE.plusMillis(1));
    assertThat(turns).containsKeys("3", "4");
  }

  @Test
  void letsThoseWaitEquallyLongWhoFailedTogether() {
    ask("a", "1");
    ask("a", "2");
    world.pass(PATIENCE.plusMillis(1));

    assertThat(permit("1").agreed(Duration.ofMillis(170))).isEqualTo(Duration.ofMillis(170));
    assertThat(permit("2").agreed(Duration.ofMillis(30))).isEqualTo(Duration.ofMillis(170));
  }

  @Test
  void takesADefectForAFailureThatMayBeOfARecord() {
    calls =
        new SharedCalls(
            desk,
            call -> {
              throw new IllegalStateException("a defect");
            },
            means());
    ask("a", "1");
    ask("a", "2");
    world.pass(PATIENCE.plusMillis(1));
    goAhead("1", "2");

    CallResult.Shared result = (CallResult.Shared) of(results, "1");
    assertThat(((CallResult.Failed) result.own()).cause()).isEqualTo(Cause.INTERNAL_ERROR);
  }

  @Test
  void doesNotLetTheRestOfASmallerCompanyWait() {
    ask("a", "1");
    ask("a", "2");
    ask("a", "3");
    world.pass(PATIENCE.plusMillis(1));
    goAhead("1", "2", "3");
    // As requests do, they come again before they end their parts.
    replies.get(0).complete(answer("nonsense"));
    for (String id : List.of("1", "2", "3")) {
      ask(line("a", id, Arrivals.FOUR.upTo(2)), Requests.LIFETIME);
    }
    turns.clear();
    results.forEach((id, result) -> of(ended, id).end(Optional.of(result)));
    world.runTasks();

    assertThat(turns).containsOnlyKeys("1", "2", "3");
  }

  @Test
  void leavesThoseAloneWhoShareNothing() {
    ask(
        new Step.Line(Arrivals.call("a", "1"), Optional.empty(), Optional.empty()),
        Requests.LIFETIME);

    assertThat(turns).containsOnlyKeys("1");
  }

  private void occupyTheDesk() {
    desk.ask(
            Arrivals.call("z", "other"),
            new CallDesk.Terms(Lane.INTERACTIVE, world.now().plus(Requests.LIFETIME), false, false))
        .thenAccept(turn -> occupied = ((Turn.Come) turn).permit())
        .join();
  }

  private void releaseTheDesk() {
    occupied.end(Optional.empty());
    world.runTasks();
  }

  private void ask(String tenant, String id) {
    ask(tenant, id, Requests.LIFETIME);
  }

  private void ask(String tenant, String id, Duration lifetime) {
    ask(line(tenant, id, Arrivals.FOUR), lifetime);
  }

  private void ask(Step.Line line, Duration lifetime) {
    var unused =
        calls
            .ask(
                line,
                new CallDesk.Terms(Lane.INTERACTIVE, world.now().plus(lifetime), false, false))
            .thenAccept(turn -> turns.put(line.call().requestId(), turn));
  }

  private static Step.Line line(String tenant, String id, Sharing sharing) {
    return new Step.Line(Arrivals.call(tenant, id), Optional.empty(), Optional.of(sharing));
  }

  private static Object input(String id) {
    return Arrivals.call("a", id).input();
  }

  private static <T> T of(Map<String, T> all, String id) {
    return Objects.requireNonNull(all.get(id), id);
  }

  private Permit permit(String id) {
    return ((Turn.Come) of(turns, id)).permit();
  }

  /** They make their calls. */
  private void goAhead(String... ids) {
    for (String id : ids) {
      Permit permit = permit(id);
      ended.put(id, permit);
      var unused =
          permit
              .make(Arrivals.call("a", id), this::called)
              .thenAccept(result -> results.put(id, result));
    }
    world.runTasks();
  }

  /** The model answers the last call, and all end their parts. */
  private void reply(String text) {
    replies.get(replies.size() - 1).complete(answer(text));
    results.forEach((id, result) -> of(ended, id).end(Optional.of(result)));
  }

  private Content content(String id) {
    CallResult.Shared shared = (CallResult.Shared) of(results, id);
    return ((CallResult.Answered) shared.own()).content();
  }

  private CallDesk desk(int callsAtOnce) {
    return new CallDesk(
        new CallLimits(callsAtOnce, Map.of()),
        world::now,
        world::after,
        world::execute,
        call -> false,
        pipeline -> LaneWeights.DEFAULT);
  }

  private SharedCalls calls() {
    return new SharedCalls(desk, this::called, means());
  }

  private SharedCalls.Means means() {
    return new SharedCalls.Means(world::now, world::after, world::execute);
  }

  private CompletableFuture<CallResult> called(ModelCall call) {
    made.add(call);
    replies.add(new CompletableFuture<>());
    return replies.get(replies.size() - 1);
  }
}
