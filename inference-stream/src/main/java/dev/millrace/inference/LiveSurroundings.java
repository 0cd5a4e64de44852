package dev.millrace.inference;

import dev.millrace.inference.answer.JsonObjects;
import dev.millrace.inference.answer.Policies;
import dev.millrace.inference.bedrock.BatchClients;
import dev.millrace.inference.bedrock.BedrockClients;
import dev.millrace.inference.bedrock.BedrockModels;
import dev.millrace.inference.domain.AnswerLengths;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.KillSwitches;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Policy;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.ResponseCache;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.journal.Journal;
import dev.millrace.inference.journal.KafkaJournal;
import dev.millrace.platform.budgets.LiveBudgets;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.pricing.published.PublishedPrices;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.record.Batching;
import dev.millrace.record.BulkLane;
import dev.millrace.record.CallOrder;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Kafka, the registry, the price book and Bedrock, as the settings say.
 *
 * <p><i>Failure</i>: where one cannot be opened, those before it are closed.
 */
final class LiveSurroundings implements Surroundings {

  /** The client ends calls by itself, after their timeout. */
  private static final Duration LATE_ANSWERS = Duration.ofSeconds(30);

  /**
   * How old the knowledge may be that a pipeline has no spec or no version: asking for each of its
   * requests would hold up those of all others. A spec that is younger, and has not come by itself
   * either, is missed by requests that come right behind those of another unknown pipeline: they
   * are called out of order.
   */
  private static final Duration FRESH = Duration.ofMillis(20);

  private final Parts parts = new Parts("what the job works with");
  private final AvroCodec<InferenceRequest> requests;
  private final CompactedView<ModelVersion> versions;
  private final PipelineVersions pipelineVersions;
  private final CompactedView<PipelineSpec> specs;
  private final KillSwitches switches;
  private final BudgetMeans budgets;
  private final PublishedPrices prices;
  private final Journal journal;
  private final SideTopic<Prediction> shadows;
  private final BedrockModels models;
  private final StreamedCalls streams;
  private final RequestTraces traces;
  private final RequestCourse.Rules rules;
  private final InferenceSettings.Calls calls;
  private final Optional<Batches> batches;
  private final Policies policies = new Policies();

  LiveSurroundings(InferenceSettings settings) {
    SchemaRegistry registry = settings.registry().client();
    Telemetry telemetry = parts.add(Telemetry.open(settings.telemetry(), "inference-stream"));
    this.traces = RequestTraces.to(telemetry, settings.group());
    this.calls = settings.calls();
    this.requests = new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry);
    try {
      this.versions =
          parts.add(CompactedView.open(Topics.MODEL_VERSIONS, settings.kafka(), registry));
      this.pipelineVersions = PipelineVersions.in(versions);
      this.switches =
          new LiveSwitches(
              parts.add(CompactedView.open(Topics.KILL_SWITCHES, settings.kafka(), registry)));
      this.prices = parts.add(PublishedPrices.open(settings.kafka(), registry));
      this.specs = parts.add(CompactedView.open(Topics.PIPELINES, settings.kafka(), registry));
      this.budgets =
          new BudgetMeans(
              new LiveBudgets(
                  specs,
                  parts.add(CompactedView.open(Topics.BUDGETS, settings.kafka(), registry)),
                  clock()),
              parts.add(KafkaReservations.open(settings.kafka(), registry)),
              calls.timeout().plus(LATE_ANSWERS));
      this.journal = parts.add(new KafkaJournal(settings.kafka(), registry));
      this.shadows =
          parts.add(
              SideTopic.at(
                      settings.kafka(),
                      registry,
                      Topics.SHADOW_PREDICTIONS,
                      SideTopic.Patience.WITH_OUTCOMES)
                  .registered());
      this.models =
          parts.add(
              BedrockModels.open(
                  settings.aws(),
                  new BedrockClients.Bounds(calls.limits().allAtOnce(), calls.timeout())));
      this.streams =
          parts.add(
              new StreamedCalls(
                  models::stream,
                  call -> switches.against(call.pipeline(), call.tenant()),
                  calls.silence(),
                  clock(),
                  SideTopic.at(
                      settings.kafka(),
                      registry,
                      Topics.PREDICTION_CHUNKS,
                      SideTopic.Patience.WITH_PIECES)));
      this.batches =
          settings
              .batch()
              .map(
                  batch ->
                      new Batches(
                          parts.add(
                              BatchClients.open(
                                  settings.aws(), batch.control(), batch.s3(), batch.place())),
                          batch.terms()));
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
    this.rules =
        new RequestCourse.Rules(
            new RetryPolicy(calls.retries(), new Random()),
            new AnswerParser(JsonObjects::one),
            prices,
            switches,
            new ResponseCache(calls.cache()),
            new AnswerLengths());
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public RequestCourse.Rules rules() {
    return rules;
  }

  @Override
  public CallLimits limits() {
    return calls.limits();
  }

  @Override
  public InferenceSettings.Waiting room() {
    return calls.waiting();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public InferenceRequest request(byte[] value) {
    return requests.decode(value);
  }

  @Override
  public Optional<Routes> routes(String pipeline, String key) {
    return known(pipeline, key)
        .or(
            () -> {
              versions.catchUp(FRESH);
              return known(pipeline, key);
            });
  }

  private Optional<Routes> known(String pipeline, String key) {
    List<String> fallback =
        specs.find(pipeline).map(spec -> spec.getModels().getFallback()).orElse(List.of());
    return Routes.of(pipelineVersions.of(pipeline), fallback, key);
  }

  @Override
  public Policy policy(String pipeline) {
    return specs.find(pipeline).map(policies::of).orElse(Policy.DEFAULT);
  }

  @Override
  public LaneWeights laneWeights(String pipeline) {
    return specs
        .find(pipeline)
        .map(PipelineSpec::getLanes)
        .map(LaneWeights::of)
        .orElse(LaneWeights.DEFAULT);
  }

  /** Asked first of each request: of a pipeline that is new, its first ones are in order too. */
  @Override
  public boolean isOrdered(String pipeline) {
    return specs
        .findFresh(pipeline, FRESH)
        .filter(spec -> spec.getOrder() == CallOrder.KEY)
        .isPresent();
  }

  @Override
  public Optional<Batching> batching(String pipeline) {
    return specs.find(pipeline).map(PipelineSpec::getBatching);
  }

  @Override
  public Optional<JobLimits> jobs(String pipeline) {
    return specs.find(pipeline).map(PipelineSpec::getBulk).map(BulkLane::getJobs);
  }

  @Override
  public Optional<Batches> batches() {
    return batches;
  }

  @Override
  public Optional<BudgetMeans> budgets() {
    return Optional.of(budgets);
  }

  @Override
  public RequestTraces traces() {
    return traces;
  }

  @Override
  public CompletableFuture<CallResult> call(ModelCall call) {
    return models.call(call);
  }

  @Override
  public void shadowed(Received received, Prediction outcome) {
    shadows.write((topic, value) -> OutletRecords.record(topic, received, value), outcome);
  }

  @Override
  public CompletableFuture<CallResult> stream(ModelCall call, ChunkAddress to) {
    return streams.make(call, to);
  }

  @Override
  public void close() {
    parts.close();
  }
}
