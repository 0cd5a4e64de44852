package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Policy;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.journal.Journal;
import dev.millrace.record.Batching;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.Prediction;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What {@link ModelStage} needs of the world outside. */
interface Surroundings extends AutoCloseable {

  /** Opens them where the operator runs. */
  @FunctionalInterface
  interface Opener extends Serializable {
    Surroundings open();
  }

  InstantSource clock();

  RequestCourse.Rules rules();

  /** What all instances together may ask of the endpoint, but for the calls at once, of each. */
  CallLimits limits();

  /** What one instance may hold in memory. */
  InferenceSettings.Waiting room();

  Journal journal();

  /**
   * Reads a request.
   *
   * @throws dev.millrace.schemas.wire.UnreadableRecordException where the bytes are none
   */
  InferenceRequest request(byte[] value);

  /**
   * The models that a request of a pipeline may go to; reads up to this moment before it says that
   * there is none.
   *
   * @param key of the request's record
   */
  Optional<Routes> routes(String pipeline, String key);

  /** What the spec of a pipeline says about its calls and answers, as far as it is known. */
  default Policy policy(String pipeline) {
    return Policy.DEFAULT;
  }

  /** What the spec of a pipeline says its lanes weigh, as far as it is known. */
  default LaneWeights laneWeights(String pipeline) {
    return LaneWeights.DEFAULT;
  }

  /** How requests of a pipeline share calls; nothing where it has no spec that says so. */
  Optional<Batching> batching(String pipeline);

  /** Whether requests of one ordering key are answered one after the other. */
  default boolean isOrdered(String pipeline) {
    return false;
  }

  /** How the spec of a pipeline has its lane bulk collected into jobs; absent where it does not. */
  default Optional<JobLimits> jobs(String pipeline) {
    return Optional.empty();
  }

  /** Batch inference jobs; absent where the settings say nothing of them. */
  default Optional<Batches> batches() {
    return Optional.empty();
  }

  /** What budgets are kept with; absent where there are none. */
  default Optional<BudgetMeans> budgets() {
    return Optional.empty();
  }

  /** Tells of requests and their calls. */
  default RequestTraces traces() {
    return RequestTraces.NONE;
  }

  /** Makes a call; the future never fails. */
  CompletableFuture<CallResult> call(ModelCall call);

  /** Writes what became of a shadow call; never fails. */
  default void shadowed(Received received, Prediction outcome) {}

  /**
   * Makes a call whose answer comes piece by piece, and has the pieces written for who reads along;
   * the future never fails. Where nobody can read along, the same call as a whole.
   */
  default CompletableFuture<CallResult> stream(ModelCall call, ChunkAddress to) {
    return call(call);
  }

  @Override
  void close();
}
