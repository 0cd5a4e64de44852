package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Received;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.record.InferenceRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells of requests, from their arrival to their end, and of the calls that are made for them.
 *
 * <p><i>Threads</i>: may be told by many.
 */
interface RequestTraces {

  /** Tells nothing: the trace of a request goes on as it came. */
  RequestTraces NONE = new RequestTraces() {};

  /** Tells where telemetry is on. */
  static RequestTraces to(Telemetry telemetry, String group) {
    return telemetry.isOn() ? new RequestSpans(telemetry, group) : NONE;
  }

  /** A request has come. */
  default void begin(Received received, InferenceRequest request) {}

  /** What the header of a record says that is written for a request under way; null if nothing. */
  default byte @Nullable [] header(Received received, InferenceRequest request) {
    return received.trace();
  }

  /** A request has ended: its end within its trace. */
  default Settled end(Settled settled, InferenceRequest request) {
    return settled;
  }

  /** Makes a call for one request. */
  default CompletableFuture<CallResult> alone(
      ModelCall call, Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    return endpoint.apply(call);
  }

  /**
   * Makes a call for several requests.
   *
   * @param parts what each of them would have asked alone
   */
  default CompletableFuture<CallResult> shared(
      List<ModelCall> parts,
      ModelCall call,
      Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    return endpoint.apply(call);
  }

  /** Makes a call for a request that has ended. */
  default CompletableFuture<CallResult> beside(
      Received received,
      ModelCall call,
      Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    return endpoint.apply(call);
  }
}
