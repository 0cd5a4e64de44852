package dev.millrace.inference.bedrock;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Signs requests to Bedrock, with the endpoint's time where that of this machine is far off.
 *
 * <p><i>Source</i>: AWS General Reference, "Signature Version 4"; a signature holds for five
 * minutes.
 *
 * <p><i>Threads</i>: any.
 */
final class Signature {

  private static final Logger LOG = LoggerFactory.getLogger(Signature.class);
  private static final String SERVICE = "bedrock";

  /** Below it, the time is not why a signature is refused. */
  private static final Duration FAR_OFF = Duration.ofMinutes(4);

  /** What the endpoint says of a signature whose time is wrong, among other things. */
  private static final Set<String> OF_TIME =
      Set.of(
          "AuthFailure",
          "InvalidSignatureException",
          "RequestExpired",
          "RequestInTheFuture",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch");

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final String region;
  private final IdentityProvider<? extends AwsCredentialsIdentity> whose;
  private final Clock ours;
  private volatile Clock clock;

  Signature(String region, IdentityProvider<? extends AwsCredentialsIdentity> whose, Clock ours) {
    this.region = region;
    this.whose = whose;
    this.ours = ours;
    this.clock = ours;
  }

  /** The request with its signature. */
  SdkHttpRequest of(SdkHttpRequest request, byte[] content) {
    AwsCredentialsIdentity identity = whose.resolveIdentity().join();
    return signer
        .sign(
            sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArrayUnsafe(content))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
        .request();
  }

  /**
   * Learns from a refusal that the time of this machine is wrong: the next request has that of the
   * endpoint.
   *
   * @param date as the refusal has it
   */
  void refused(String type, Optional<String> date) {
    if (!OF_TIME.contains(type)) {
      return;
    }
    date.flatMap(Signature::instant)
        .map(theirs -> Duration.between(ours.instant(), theirs))
        .ifPresent(this::adjust);
  }

  private void adjust(Duration behind) {
    Duration before = Duration.between(ours.instant(), clock.instant());
    boolean isFarOff = isFar(behind);
    clock = isFarOff ? Clock.offset(ours, behind) : ours;
    if (isFarOff && isFar(behind.minus(before))) {
      LOG.warn(
          "the clock of this machine is {} s behind Bedrock's, which is used for signatures from"
              + " now on: set it right",
          behind.toSeconds());
    }
  }

  private static boolean isFar(Duration apart) {
    return apart.abs().compareTo(FAR_OFF) > 0;
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
