package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a client makes itself known to the brokers. */
public sealed interface KafkaSecurity {

  /** The client properties of this kind. */
  Map<String, Object> properties();

  /** No encryption and no name: loopback and private networks only. */
  record Plaintext() implements KafkaSecurity {
    @Override
    public Map<String, Object> properties() {
      return Map.of("security.protocol", "PLAINTEXT");
    }
  }

  /**
   * Encryption, and a client certificate where there is one.
   *
   * @param authorities PEM file of the authorities trusted; the platform's own where absent
   * @param identity PEM file of the client's key and certificate chain, for mutual TLS
   */
  record Tls(Optional<Path> authorities, Optional<Path> identity) implements KafkaSecurity {
    @Override
    public Map<String, Object> properties() {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("security.protocol", "SSL");
      properties.putAll(trust(authorities));
      identity.ifPresent(
          path -> {
            properties.put("ssl.keystore.type", "PEM");
            properties.put("ssl.keystore.location", path.toString());
          });
      return properties;
    }
  }

  /**
   * Name and password over TLS, as SCRAM-SHA-512.
   *
   * @param authorities PEM file of the authorities trusted; the platform's own where absent
   */
  record Scram(String user, Secret password, Optional<Path> authorities) implements KafkaSecurity {
    @Override
    public Map<String, Object> properties() {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("security.protocol", "SASL_SSL");
      properties.put("sasl.mechanism", "SCRAM-SHA-512");
      properties.put(
          "sasl.jaas.config",
          "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
              + quoted(user)
              + "\" password=\""
              + quoted(password.reveal())
              + "\";");
      properties.putAll(trust(authorities));
      return properties;
    }

    private static String quoted(String value) {
      return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
  }

  /**
   * AWS IAM, as Amazon MSK takes it; credentials come from the default chain.
   *
   * @param roleArn role to assume; none where absent
   */
  record MskIam(Optional<String> roleArn) implements KafkaSecurity {
    @Override
    public Map<String, Object> properties() {
      return Map.of(
          "security.protocol", "SASL_SSL",
          "sasl.mechanism", "AWS_MSK_IAM",
          "sasl.jaas.config",
              "software.amazon.msk.auth.iam.IAMLoginModule required"
                  + roleArn.map(arn -> " awsRoleArn=\"" + arn + "\"").orElse("")
                  + ";",
          "sasl.client.callback.handler.class",
              "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
    }
  }

  private static Map<String, Object> trust(Optional<Path> authorities) {
    return authorities
        .<Map<String, Object>>map(
            path ->
                Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", path.toString()))
        .orElse(Map.of());
  }
}
