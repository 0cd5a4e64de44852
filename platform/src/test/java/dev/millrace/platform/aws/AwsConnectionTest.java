package dev.millrace.platform.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.aws.AwsConnection.Credentials;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

class AwsConnectionTest {

  /** Any builder of the SDK. */
  private interface Builder extends AwsClientBuilder<Builder, Object> {}

  private static final URI ENDPOINT = URI.create("http://127.0.0.1:8088");

  private final Map<String, Object> calls = new LinkedHashMap<>();

  @Test
  void isTheDefaultChainWhereNothingIsSet() {
    SettingsReader settings = SettingsReader.of(Map.of());

    AwsConnection connection = AwsConnection.from(settings);

    assertThat(connection)
        .isEqualTo(
            new AwsConnection("us-east-1", Optional.empty(), new Credentials.DefaultChain()));
    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void readsEveryKey() {
    SettingsReader settings =
        SettingsReader.of(
            Map.of(
                "aws.region", "eu-central-1",
                "aws.bedrock.endpoint", ENDPOINT.toString(),
                "aws.access-key-id", "id",
                "aws.secret-access-key", "secret"));

    AwsConnection connection = AwsConnection.from(settings);

    assertThat(connection)
        .isEqualTo(
            new AwsConnection(
                "eu-central-1",
                Optional.of(ENDPOINT),
                new Credentials.KeyPair("id", new Secret("secret"))));
    assertThatCode(settings::finish).doesNotThrowAnyException();
    assertThat(connection.toString()).doesNotContain("secret]");
  }

  @Test
  void wantsBothHalvesOfAKeyPair() {
    SettingsReader settings = SettingsReader.of(Map.of("aws.access-key-id", "id"));

    AwsConnection.from(settings);

    assertThatThrownBy(settings::finish)
        .hasMessageContaining("aws.access-key-id and aws.secret-access-key go together");
  }

  @Test
  void pointsAClientAtAnEndpointWithItsKeys() {
    AwsConnection.local(ENDPOINT).apply(builder());

    assertThat(calls)
        .containsEntry("region", Region.US_EAST_1)
        .containsEntry("endpointOverride", ENDPOINT);
    assertThat(calls.get("credentialsProvider"))
        .isInstanceOfSatisfying(
            AwsCredentialsProvider.class,
            provider ->
                assertThat(provider.resolveCredentials())
                    .isEqualTo(AwsBasicCredentials.create("local", "local")));
  }

  @Test
  void leavesTheEndpointToTheRegionWhereNoneIsSet() {
    new AwsConnection("eu-west-1", Optional.empty(), new Credentials.DefaultChain())
        .apply(builder());

    assertThat(calls).containsOnlyKeys("region", "credentialsProvider");
    assertThat(calls.get("region")).isEqualTo(Region.EU_WEST_1);
    assertThat(calls.get("credentialsProvider")).isInstanceOf(DefaultCredentialsProvider.class);
  }

  private Builder builder() {
    return (Builder)
        Proxy.newProxyInstance(
            Builder.class.getClassLoader(),
            new Class<?>[] {Builder.class},
            (proxy, method, arguments) -> {
              calls.put(method.getName(), arguments[0]);
              return proxy;
            });
  }
}
