package dev.millrace.local.iam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.iam.IssuedCredentials.Issued;
import dev.millrace.local.iam.PayloadCheck.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With payloads that the library of AWS makes, and with such as somebody changed. */
class PayloadCheckTest {

  private static final String ROLE = "arn:aws:iam::123456789012:role/millrace-ingestion";
  private static final String HOST = "localhost";
  private static final String REGION = "eu-west-1";
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> PROPERTIES =
      List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken");

  private final IssuedCredentials credentials = new IssuedCredentials(InstantSource.system());
  private final Issued issued = credentials.issue(ROLE);

  @BeforeEach
  void signAsTheRole() {
    System.setProperty("aws.region", REGION);
    System.setProperty("aws.accessKeyId", issued.keyId());
    System.setProperty("aws.secretAccessKey", issued.secret());
    System.setProperty("aws.sessionToken", issued.token());
  }

  @AfterEach
  void forget() {
    PROPERTIES.forEach(System::clearProperty);
  }

  @Test
  void knowsWhoSigned() throws Exception {
    assertThat(check(payload(HOST), Duration.ZERO)).isEqualTo(new Result.Known(ROLE));
  }

  @Test
  void refusesWhatIsForAnotherHost() throws Exception {
    assertThat(check(payload("elsewhere"), Duration.ZERO))
        .isEqualTo(new Result.Refused("another host: elsewhere"));
    assertRefused(changed(payload -> payload.put("host", "elsewhere")), "another host");
    // Signed for another, and sent as if it were for this one.
    ObjectNode stolen = JSON.readValue(payload("elsewhere"), ObjectNode.class);
    stolen.put("host", HOST);
    assertRefused(JSON.writeValueAsBytes(stolen), "another signature");
  }

  @Test
  void refusesWhatIsForAnotherRegion() throws Exception {
    System.setProperty("aws.region", "us-east-1");

    assertRefused(payload(HOST), "another scope");
  }

  @Test
  void refusesWhatIsReplayedTooLateOrSignedTooEarly() throws Exception {
    byte[] payload = payload(HOST);

    assertThat(check(payload, Duration.ofMinutes(14))).isEqualTo(new Result.Known(ROLE));
    assertThat(check(payload, Duration.ofMinutes(16)))
        .isEqualTo(new Result.Refused("it is expired"));
    assertThat(check(payload, Duration.ofMinutes(-6)))
        .isEqualTo(new Result.Refused("it is signed in the future"));
  }

  @Test
  void refusesASignatureOfAnotherSecret() throws Exception {
    System.setProperty("aws.secretAccessKey", "guessed");

    assertRefused(payload(HOST), "another signature");
  }

  @Test
  void refusesAnotherToken() throws Exception {
    System.setProperty("aws.sessionToken", "of-yesterday");

    assertRefused(payload(HOST), "another token");
  }

  @Test
  void refusesAKeyThatNobodyGaveOut() throws Exception {
    System.setProperty("aws.accessKeyId", "ASIANOBODY");

    assertRefused(payload(HOST), "an unknown key");
  }

  @Test
  void refusesCredentialsThatAreExpired() throws Exception {
    IssuedCredentials old =
        new IssuedCredentials(InstantSource.fixed(Instant.now().minus(Duration.ofHours(2))));
    Issued stale = old.issue(ROLE);
    System.setProperty("aws.accessKeyId", stale.keyId());
    System.setProperty("aws.secretAccessKey", stale.secret());
    System.setProperty("aws.sessionToken", stale.token());

    assertThat(new PayloadCheck(old, REGION, HOST, InstantSource.system()).check(payload(HOST)))
        .isEqualTo(new Result.Refused("its credentials are expired"));
  }

  /** Whatever is signed cannot be changed behind it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "action",
        "x-amz-algorithm",
        "x-amz-signedheaders",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-security-token",
        "x-amz-signature"
      })
  void refusesAFieldThatWasChangedOrLeftOut(String field) throws Exception {
    String before = JSON.readTree(payload(HOST)).path(field).asText();
    String other = field.equals("x-amz-expires") ? "901" : before + "1";

    assertThat(check(changed(payload -> payload.put(field, other)), Duration.ZERO))
        .isInstanceOf(Result.Refused.class);
    assertThat(check(changed(payload -> payload.remove(field)), Duration.ZERO))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void refusesAnEndThatWasMovedWithinWhatIsAllowed() throws Exception {
    assertRefused(changed(payload -> payload.put("x-amz-expires", "60")), "another signature");
  }

  @Test
  void refusesNonsense() {
    assertRefused("nonsense".getBytes(UTF_8), "no JSON");
    assertRefused("{}".getBytes(UTF_8), "another");
    assertRefused("{\"x\":1}".getBytes(UTF_8), "unknown field x");
  }

  private void assertRefused(byte[] payload, String reason) {
    assertThat(check(payload, Duration.ZERO))
        .isInstanceOfSatisfying(
            Result.Refused.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  private Result check(byte[] payload, Duration later) {
    return new PayloadCheck(credentials, REGION, HOST, () -> Instant.now().plus(later))
        .check(payload);
  }

  private byte[] changed(Consumer<ObjectNode> change) throws Exception {
    ObjectNode payload = JSON.readValue(payload(HOST), ObjectNode.class);
    change.accept(payload);
    return JSON.writeValueAsBytes(payload);
  }

  /** What a client says first: of the library only the names are known here, as of Kafka. */
  private static byte[] payload(String host) throws Exception {
    Class.forName("software.amazon.msk.auth.iam.IAMLoginModule");
    AuthenticateCallbackHandler handler =
        Class.forName("software.amazon.msk.auth.iam.IAMClientCallbackHandler")
            .asSubclass(AuthenticateCallbackHandler.class)
            .getDeclaredConstructor()
            .newInstance();
    handler.configure(
        Map.of(),
        "AWS_MSK_IAM",
        List.of(
            new AppConfigurationEntry(
                "software.amazon.msk.auth.iam.IAMLoginModule",
                AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                Map.of())));
    SaslClient client =
        Optional.ofNullable(
                Sasl.createSaslClient(
                    new String[] {"AWS_MSK_IAM"}, null, "kafka", host, Map.of(), handler))
            .orElseThrow();
    return client.evaluateChallenge(new byte[0]);
  }
}
