package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.rig.PlainStreams;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;

/** Asks the model with what Flink and the AWS SDK bring along. */
final class PlainAsyncMain {

  private static final long TIMEOUT_MINUTES = 5;

  private PlainAsyncMain() {}

  /**
   * Takes the folder of its checkpoints, the topic to write to, the endpoint, calls at once, the
   * model.
   */
  public static void main(String[] arguments) throws InterruptedException {
    int atOnce = Integer.parseInt(arguments[3]);
    PlainCall call = new PlainCall(arguments[2], arguments[4], atOnce);
    PlainStreams.run(
        Path.of(arguments[0]),
        new PlainStreams.Way(Topics.INFERENCE_REQUESTS.name(), arguments[1]),
        requests ->
            AsyncDataStream.unorderedWait(
                requests, call, TIMEOUT_MINUTES, TimeUnit.MINUTES, atOnce));
  }
}
