package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.BatchMember.End;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.Lane;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Batch jobs in a world that stands still, and requests that come to them. */
abstract class BulkWorld {

  static final Duration POLL = Duration.ofSeconds(30);
  static final Duration LEAST = Duration.ofHours(10);
  static final Duration MARGIN = Duration.ofMinutes(30);

  final FakeBatchJobs jobs = new FakeBatchJobs();
  final Set<String> stopped = new HashSet<>();
  final Map<String, CompletableFuture<End>> waiting = new LinkedHashMap<>();
  final Map<String, CompletableFuture<Object>> ends = new HashMap<>();
  StillWorld world = new StillWorld();
  Optional<JobLimits> limits = Optional.of(new JobLimits(2, 3, 60_000L));
  BulkCalls calls = life();
  long checkpoint;

  BulkCalls life() {
    return life((pause, task) -> world.after(pause, task), task -> world.execute(task));
  }

  BulkCalls life(CallDesk.Timer endpoint, Executor turns) {
    return new BulkCalls(
        Optional.of(
            new Batches(
                jobs,
                new BatchTerms(LEAST, MARGIN, POLL, new InferenceSettings.Waiting(5, 1_000)))),
        (scope, name) ->
            scope == KillScope.PIPELINE && stopped.contains(name)
                ? Optional.of(
                    new KillSwitch(scope, name, KillState.ON, "no", "ada", Requests.BEGINNING))
                : Optional.empty(),
        pipeline -> limits,
        new BulkCalls.Means(
            () -> world.now(),
            (pause, task) -> world.after(pause, task),
            endpoint,
            turns,
            () -> Long.MAX_VALUE));
  }

  /** All that is in memory is gone. */
  void restart(List<BulkBatch> kept) {
    world = new StillWorld();
    waiting.clear();
    calls = life();
    calls.restore(kept);
  }

  void checkpointed() {
    checkpoint++;
    calls.allCame();
    List<BulkBatch> unused = calls.snapshot(checkpoint);
    calls.completed(checkpoint);
    world.pass(Duration.ofMillis(1));
  }

  void come(String... ids) {
    for (String id : ids) {
      waiting.put(id, calls.ask(call(id), coming(request(id))).orElseThrow());
    }
  }

  void ended(String id) {
    Objects.requireNonNull(ends.get(id), id).complete("");
  }

  End end(String id) {
    CompletableFuture<End> end = Objects.requireNonNull(waiting.get(id), id);
    assertThat(end).as(id).isDone();
    return end.join();
  }

  CallResult fetched(String id) {
    return ((End.Fetched) end(id)).result();
  }

  BulkCalls.Coming coming(InferenceRequest request) {
    CompletableFuture<Object> end = new CompletableFuture<>();
    ends.put(request.getRequestId(), end);
    return new BulkCalls.Coming(request, 100, end);
  }

  static InferenceRequest request(String id) {
    InferenceRequest request = Requests.classification();
    request.setRequestId(id);
    request.setLane(Lane.BULK);
    return request;
  }

  static ModelCall call(String id) {
    return new ModelCall(id, "default", "tickets", 1, Requests.NOVA, input());
  }

  static ModelInput input() {
    return new ModelInput.Chat(Optional.of("Classify."), "text", 16, OptionalDouble.of(0));
  }

  static Map<String, CallResult> all(String... ids) {
    Map<String, CallResult> answers = new HashMap<>();
    for (String id : ids) {
      answers.put(id, answer("bug"));
    }
    return answers;
  }
}
