package dev.millrace.cost.queries;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.streams.state.HostInfo;

/** The way to the other instances. */
@FunctionalInterface
public interface OtherInstances {

  /** Passes a call on; the stage fails where the instance does not answer. */
  CompletionStage<HttpReply> ask(HostInfo host, HttpCall call);
}
