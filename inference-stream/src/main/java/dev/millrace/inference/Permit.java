package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Leave to make one call; has to be given back. */
interface Permit {

  /** Makes the call; the future may fail for a defect. Before {@link #end}, if at all. */
  default CompletableFuture<CallResult> make(
      ModelCall call, Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    return endpoint.apply(call);
  }

  /** How long to wait before the call is made again; those who shared it wait equally long. */
  default Duration agreed(Duration pause) {
    return pause;
  }

  /** The call has ended, and what follows from it is done; nothing where it was not made at all. */
  void end(Optional<CallResult> result);
}
