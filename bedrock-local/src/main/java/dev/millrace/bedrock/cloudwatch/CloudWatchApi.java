package dev.millrace.bedrock.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults.Fault;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PutMetricData of CloudWatch, in the protocol that the AWS SDK speaks.
 *
 * <p><i>Source</i>: Smithy RPC v2 CBOR; Smithy, "requestCompression" trait.
 */
public final class CloudWatchApi {

  static final String CBOR_TYPE = "application/cbor";
  static final String PROTOCOL = "smithy-protocol";
  static final String RPC_V2_CBOR = "rpc-v2-cbor";

  private static final String PATH =
      "/service/GraniteServiceVersion20100801/operation/PutMetricData";

  private static final Pattern SIGV4 =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[^/\\s]+/\\d{8}/[a-z0-9-]+/monitoring/aws4_request, ?SignedHeaders=\\S+, ?Signature=[0-9a-f]{64}");

  /** What a request may have, packed out. */
  private static final int MOST_BYTES = 1_024 * 1_024;

  /** A map of indefinite length without members. */
  private static final byte[] NOTHING = {(byte) 0xbf, (byte) 0xff};

  private static final CBORMapper CBOR = new CBORMapper();

  private final MetricStore store;
  private final CloudWatchFaults faults;
  private final InstantSource clock;
  private final AtomicInteger calls = new AtomicInteger();

  /** Over a store. */
  public CloudWatchApi(MetricStore store, CloudWatchFaults faults, InstantSource clock) {
    this.store = store;
    this.faults = faults;
    this.clock = clock;
  }

  /** Answers at its path. */
  public void addTo(Routes routes) {
    routes.on(
        "POST",
        PATH,
        call -> answer(call).with("x-amzn-RequestId", UUID.randomUUID().toString()).done());
  }

  private HttpReply answer(HttpCall call) {
    try {
      if (!SIGV4.matcher(call.header("authorization").orElse("")).matches()) {
        throw CloudWatchError.unsigned();
      }
      @Nullable Fault fault = faults.next(calls.incrementAndGet()).orElse(null);
      if (fault == Fault.THROTTLED) {
        throw CloudWatchError.throttled();
      }
      if (fault == Fault.FAILED) {
        throw CloudWatchError.internal();
      }
      List<MetricStore.Put> puts = new PutMetricData(clock.instant()).read(input(call));
      store.put(puts);
      if (fault == Fault.UNHEARD) {
        throw CloudWatchError.internal();
      }
      return HttpReply.of(200, CBOR_TYPE, NOTHING.clone()).with(PROTOCOL, RPC_V2_CBOR);
    } catch (CloudWatchError e) {
      return e.reply();
    }
  }

  private static JsonNode input(HttpCall call) {
    if (!call.header(PROTOCOL).equals(Optional.of(RPC_V2_CBOR))
        || !call.mediaType().equals(CBOR_TYPE)) {
      throw CloudWatchError.invalid("Only " + RPC_V2_CBOR + " is spoken here");
    }
    boolean isPacked =
        call.header("content-encoding").map(one -> one.equalsIgnoreCase("gzip")).orElse(false);
    try (InputStream packed = new ByteArrayInputStream(call.body());
        InputStream stream = isPacked ? new GZIPInputStream(packed) : packed) {
      byte[] body = stream.readNBytes(MOST_BYTES + 1);
      if (body.length > MOST_BYTES) {
        throw CloudWatchError.tooLarge(MOST_BYTES);
      }
      return CBOR.readTree(body);
    } catch (IOException e) {
      throw CloudWatchError.invalid("The body is no CBOR");
    }
  }
}
