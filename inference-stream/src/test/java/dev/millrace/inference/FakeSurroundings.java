package dev.millrace.inference;

import dev.millrace.inference.domain.AnswerLengths;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.DeadLetters.Failure;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Policy;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Replay.Ended;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.ResponseCache;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.journal.Journal;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.KillKey;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * A world in memory that outlives the job: one partition of predictions, calls answered by hand.
 */
final class FakeSurroundings implements Surroundings {

  /** Name of a pipeline whose champion cannot be looked up. */
  static final String UNREADABLE = "unreadable";

  /** Id of a request whose call cannot be begun, for a defect. */
  static final String BREAKS = "request-13";

  private final AvroCodec<InferenceRequest> codec =
      new AvroCodec<>(Topics.INFERENCE_REQUESTS, new InMemorySchemaRegistry());
  private final Map<Integer, Long> beginnings = new HashMap<>(Map.of(0, 0L, 1, 0L));
  private final List<Map.Entry<String, Ended>> predictions = new ArrayList<>();
  private final List<Long> readFrom = new ArrayList<>();
  private final Map<String, CompletableFuture<CallResult>> waiting = new ConcurrentHashMap<>();
  private final List<String> called = new CopyOnWriteArrayList<>();
  private final Map<String, KillSwitch> switches = new ConcurrentHashMap<>();
  private final ResponseCache cache = new ResponseCache(new ResponseCache.Bounds(10, 10_000));
  private final List<Prediction> shadowed = new CopyOnWriteArrayList<>();
  private volatile InstantSource clock = InstantSource.fixed(Requests.BEGINNING);
  private volatile Routes routes = Requests.ONLY_NOVA;
  private volatile Policy policy = Policy.DEFAULT;
  private volatile Pricing pricing = (model, at, usage) -> Optional.of(BigDecimal.ONE);
  private volatile Optional<BudgetMeans> budgets = Optional.empty();
  private volatile RequestTraces traces = RequestTraces.NONE;
  private volatile boolean registryAway;
  private volatile boolean shadowsBreak;
  private volatile boolean ordered;
  private volatile int callsAtOnce = 100;
  private final FakeBatchJobs jobs = new FakeBatchJobs();
  private volatile Optional<JobLimits> limits = Optional.empty();
  private volatile Batching batching = new Batching(1, 0L, BatchingMode.SINGLE);

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public RequestCourse.Rules rules() {
    return new RequestCourse.Rules(
        new RetryPolicy(new RetryPolicy.Limits(4, Duration.ZERO, Duration.ZERO), new Random(1)),
        new AnswerParser(Optional::of),
        (model, at, usage) -> pricing.cost(model, at, usage),
        (scope, name) -> Optional.ofNullable(switches.get(KillKey.of(scope, name))),
        cache,
        new AnswerLengths());
  }

  @Override
  public CallLimits limits() {
    return new CallLimits(callsAtOnce, Map.of());
  }

  @Override
  public InferenceSettings.Waiting room() {
    return new InferenceSettings.Waiting(100, 1 << 20);
  }

  @Override
  public Journal journal() {
    return new Journal() {
      @Override
      public CompletableFuture<long[]> ends() {
        return CompletableFuture.completedFuture(new long[] {predictions.size()});
      }

      @Override
      public Map<Integer, Long> requestBeginnings() {
        return beginnings;
      }

      @Override
      public void read(long[] floor, BiConsumer<String, Ended> to) {
        long from = floor.length == 0 ? 0 : floor[0];
        readFrom.add(from);
        predictions.stream().skip(from).forEach(end -> to.accept(end.getKey(), end.getValue()));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public InferenceRequest request(byte[] value) {
    if (registryAway) {
      throw new RegistryException("the registry is away");
    }
    return codec.decode(value);
  }

  @Override
  public Optional<Routes> routes(String pipeline, String key) {
    if (pipeline.equals(UNREADABLE)) {
      throw new KafkaException("the brokers are away");
    }
    return pipeline.equals("tickets") ? Optional.of(routes) : Optional.empty();
  }

  @Override
  public Optional<Batching> batching(String pipeline) {
    return Optional.of(batching);
  }

  @Override
  public CompletableFuture<CallResult> call(ModelCall call) {
    if (call.requestId().equals(BREAKS)) {
      throw new IllegalStateException("a call that cannot even be begun");
    }
    String name =
        call.route().part() == Route.SHADOW ? shadowOf(call.requestId()) : call.requestId();
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    waiting.put(name, result);
    called.add(name);
    return result;
  }

  @Override
  public void shadowed(Received received, Prediction outcome) {
    if (shadowsBreak) {
      throw new IllegalStateException("the outcome of a shadow cannot be written");
    }
    shadowed.add(outcome);
  }

  @Override
  public RequestTraces traces() {
    return traces;
  }

  /** Counts from the next start on. */
  void traces(RequestTraces told) {
    traces = told;
  }

  @Override
  public void close() {}

  /** What the call that a candidate is asked for a request is named among the others. */
  static String shadowOf(String requestId) {
    return "shadow of " + requestId;
  }

  /** What was written of shadows, in order. */
  List<Prediction> shadowed() {
    return List.copyOf(shadowed);
  }

  /** Counts from now on. */
  void clock(InstantSource other) {
    clock = other;
  }

  /** What calls cost from now on. */
  void prices(Pricing inForce) {
    pricing = inForce;
  }

  /** Counts from the next start on. */
  void budgets(BudgetMeans means) {
    budgets = Optional.of(means);
  }

  @Override
  public Optional<BudgetMeans> budgets() {
    return budgets;
  }

  /** Where requests go from now on. */
  void routes(Routes inForce) {
    routes = inForce;
  }

  /** From now on, a defect keeps outcomes of shadows from being written. */
  void breakShadows() {
    shadowsBreak = true;
  }

  void registryAway(boolean away) {
    registryAway = away;
  }

  /** What the spec says from now on. */
  void policy(Policy inForce) {
    policy = inForce;
  }

  @Override
  public Policy policy(String pipeline) {
    return policy;
  }

  /** An operator stops something. */
  void kill(KillScope scope, String name) {
    switches.put(
        KillKey.of(scope, name),
        new KillSwitch(scope, name, KillState.ON, "wrong labels", "ada", Requests.BEGINNING));
  }

  /** Requests of one key are answered one after the other from now on. */
  void order() {
    ordered = true;
  }

  @Override
  public boolean isOrdered(String pipeline) {
    return ordered;
  }

  /** Counts from the next start on. */
  void callsAtOnce(int calls) {
    callsAtOnce = calls;
  }

  /** Counts from the next request on. */
  void batching(Batching pipelines) {
    batching = pipelines;
  }

  /** Pipelines have their lane bulk collected from now on. */
  void collect(int minRecords, int maxRecords) {
    limits = Optional.of(new JobLimits(minRecords, maxRecords, 60_000L));
  }

  @Override
  public Optional<JobLimits> jobs(String pipeline) {
    return limits;
  }

  @Override
  public Optional<Batches> batches() {
    return Optional.of(
        new Batches(
            jobs,
            new BatchTerms(
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Duration.ofMillis(10),
                new InferenceSettings.Waiting(50, 1 << 20))));
  }

  FakeBatchJobs jobs() {
    return jobs;
  }

  byte[] encode(InferenceRequest request) {
    return codec.encode(request);
  }

  /** The model answers a call that waits. */
  void answer(String requestId, CallResult result) {
    CompletableFuture<CallResult> call = waiting.remove(requestId);
    if (call == null) {
      throw new IllegalArgumentException("no call of " + requestId + " waits");
    }
    call.complete(result);
  }

  /** The sink has written a prediction. */
  void written(Settled settled) {
    Prediction prediction = settled.prediction();
    if (prediction != null) {
      predictions.add(
          Map.entry(
              prediction.getRequestId(),
              new Ended(
                  settled.received().partition(),
                  settled.received().offset(),
                  Optional.ofNullable(settled.deadLetter())
                      .map(letter -> new Failure(letter.getCause(), letter.getDetail())))));
    }
  }

  /** Ids of all requests that were asked for, in order. */
  List<String> called() {
    return List.copyOf(called);
  }

  /** From where the journal was read at each start. */
  List<Long> readFrom() {
    return List.copyOf(readFrom);
  }
}
