package dev.millrace.benchmarks.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;

/** One Converse call for each record, repeated as the SDK does by itself; what fails is dropped. */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else.
final class PlainCall extends RichAsyncFunction<byte[], byte[]> {

  private static final long serialVersionUID = 1;

  private final String endpoint;
  private final String model;
  private final int atOnce;
  private transient BedrockRuntimeAsyncClient client;
  private transient long number;

  PlainCall(String endpoint, String model, int atOnce) {
    this.endpoint = endpoint;
    this.model = model;
    this.atOnce = atOnce;
  }

  @Override
  public void open(OpenContext context) {
    client =
        BedrockRuntimeAsyncClient.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(atOnce))
            .build();
  }

  @Override
  public void asyncInvoke(byte[] request, ResultFuture<byte[]> result) {
    ConverseRequest call = BareCallsMain.request(number++).toBuilder().modelId(model).build();
    var unused =
        client
            .converse(call)
            .whenComplete(
                (reply, failure) ->
                    result.complete(
                        failure == null
                            ? List.of(reply.stopReasonAsString().getBytes(UTF_8))
                            : List.of()));
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
