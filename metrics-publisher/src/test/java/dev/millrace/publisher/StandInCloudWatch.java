package dev.millrace.publisher;

import dev.millrace.bedrock.cloudwatch.CloudWatchApi;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults;
import dev.millrace.bedrock.cloudwatch.MetricStore;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import java.time.InstantSource;
import java.util.Optional;

/** CloudWatch on loopback, and the real client that talks to it. */
final class StandInCloudWatch implements AutoCloseable {

  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private final MetricStore store = new MetricStore();
  private final HttpServer server;
  private final Sink sink;

  StandInCloudWatch(CloudWatchFaults faults, InstantSource clock) {
    Routes routes = new Routes();
    new CloudWatchApi(store, faults, clock).addTo(routes);
    server = HttpServer.start("cloudwatch", HttpListener.loopback(0, "test", MOST_BYTES), routes);
    sink = new CloudWatchSink(AwsConnection.local(server.address()), Optional.of(server.address()));
  }

  /** Another client, which the caller closes. */
  Sink sinkAlone() {
    return new CloudWatchSink(AwsConnection.local(server.address()), Optional.of(server.address()));
  }

  MetricStore store() {
    return store;
  }

  Sink sink() {
    return sink;
  }

  @Override
  public void close() {
    sink.close();
    server.close();
  }
}
