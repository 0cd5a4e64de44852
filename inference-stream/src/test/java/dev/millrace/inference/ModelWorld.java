package dev.millrace.inference;

import dev.millrace.inference.answer.JsonObjects;
import dev.millrace.inference.domain.AnswerLengths;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.KillSwitches;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Policy;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.ResponseCache;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.journal.Journal;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.Batching;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A model, and all that stands between it and requests, but for the topics. */
final class ModelWorld implements Surroundings {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Function<ModelCall, CompletableFuture<CallResult>> model;
  private final Batching batching;
  private final PriceBook prices = PriceBook.starter();
  private final PauseTimer timer = new PauseTimer("test-pauses");
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final SharedCalls calls;
  private Optional<StreamedCalls> streams = Optional.empty();

  ModelWorld(Function<ModelCall, CompletableFuture<CallResult>> model, Batching batching) {
    this.model = model;
    this.batching = batching;
    this.calls =
        new SharedCalls(
            new CallDesk(
                limits(), clock(), timer::after, executor, call -> false, this::laneWeights),
            this::call,
            new SharedCalls.Means(clock(), timer::after, executor));
  }

  /** Gives each request its terminal record, in their order. */
  List<Prediction> answer(List<InferenceRequest> requests) throws Exception {
    List<CompletableFuture<Settled>> ends =
        requests.stream()
            .map(
                request -> new Exchange(received(), request, this, new Waits(timer, calls)).begin())
            .toList();
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return ends.stream().map(end -> end.join().prediction()).toList();
  }

  private static Received received() {
    return new Received("inference-requests", 0, 0, null, null, new String[0], new byte[0][]);
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public RequestCourse.Rules rules() {
    return new RequestCourse.Rules(
        new RetryPolicy(new RetryPolicy.Limits(100, Duration.ZERO, Duration.ZERO), new Random(1)),
        new AnswerParser(JsonObjects::one),
        prices,
        KillSwitches.NONE,
        new ResponseCache(new ResponseCache.Bounds(1, 1)),
        new AnswerLengths());
  }

  @Override
  public CallLimits limits() {
    return new CallLimits(8, Map.of());
  }

  @Override
  public Optional<Routes> routes(String pipeline, String key) {
    return Optional.of(Requests.ONLY_NOVA);
  }

  @Override
  public Optional<Batching> batching(String pipeline) {
    return Optional.of(batching);
  }

  @Override
  public CompletableFuture<CallResult> call(ModelCall call) {
    return model.apply(call);
  }

  /** Has answers given piece by piece, from the next request on. */
  void stream(StreamedCalls made) {
    streams = Optional.of(made);
  }

  @Override
  public Policy policy(String pipeline) {
    return new Policy(
        Optional.empty(), true, Optional.empty(), Optional.empty(), streams.isPresent());
  }

  @Override
  public CompletableFuture<CallResult> stream(ModelCall call, ChunkAddress to) {
    return streams.orElseThrow().make(call, to);
  }

  @Override
  public InferenceSettings.Waiting room() {
    throw new UnsupportedOperationException("requests are not read here");
  }

  @Override
  public Journal journal() {
    throw new UnsupportedOperationException("there is no journal here");
  }

  @Override
  public InferenceRequest request(byte[] value) {
    throw new UnsupportedOperationException("requests are not read here");
  }

  @Override
  public void close() {
    timer.close();
    executor.shutdownNow();
  }
}
