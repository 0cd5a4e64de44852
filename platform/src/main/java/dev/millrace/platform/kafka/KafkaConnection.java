package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the brokers are and how to talk to them.
 *
 * @param bootstrap host:port, several with commas
 * @param security how a client makes itself known
 */
public record KafkaConnection(String bootstrap, KafkaSecurity security) {

  private enum Kind {
    PLAINTEXT,
    TLS,
    SCRAM,
    MSK_IAM
  }

  /** Brokers without encryption, as on loopback. */
  public static KafkaConnection plaintext(String bootstrap) {
    return new KafkaConnection(bootstrap, new KafkaSecurity.Plaintext());
  }

  /** Reads {@code kafka.*}. */
  public static KafkaConnection from(SettingsReader settings) {
    String bootstrap = settings.text("kafka.bootstrap");
    Kind kind = settings.choice("kafka.security", Kind.class, Kind.PLAINTEXT);
    var authorities = settings.optionalPath("kafka.tls.authorities");
    var identity = settings.optionalPath("kafka.tls.identity");
    var user = settings.optionalText("kafka.scram.user");
    var password = settings.optionalSecret("kafka.scram.password");
    var role = settings.optionalText("kafka.msk-iam.role");
    if (kind == Kind.SCRAM && (user.isEmpty() || password.isEmpty())) {
      settings.problem("kafka.security is scram: set kafka.scram.user and kafka.scram.password");
    }
    // Better no start than brokers that are talked to in the open by mistake.
    if (kind != Kind.SCRAM && (user.isPresent() || password.isPresent())) {
      settings.problem(unused("kafka.scram.user or kafka.scram.password", kind, "scram"));
    }
    if (kind != Kind.TLS && identity.isPresent()) {
      settings.problem(unused("kafka.tls.identity", kind, "tls"));
    }
    if (kind != Kind.TLS && kind != Kind.SCRAM && authorities.isPresent()) {
      settings.problem(unused("kafka.tls.authorities", kind, "tls or scram"));
    }
    if (kind != Kind.MSK_IAM && role.isPresent()) {
      settings.problem(unused("kafka.msk-iam.role", kind, "msk-iam"));
    }
    KafkaSecurity security =
        switch (kind) {
          case PLAINTEXT -> new KafkaSecurity.Plaintext();
          case TLS -> new KafkaSecurity.Tls(authorities, identity);
          case SCRAM ->
              new KafkaSecurity.Scram(
                  user.orElse(""), password.orElse(new Secret("")), authorities);
          case MSK_IAM -> new KafkaSecurity.MskIam(role);
        };
    return new KafkaConnection(bootstrap, security);
  }

  /** Properties that every client needs. */
  public Map<String, Object> properties(String clientId) {
    Map<String, Object> properties = new LinkedHashMap<>(security.properties());
    properties.put("bootstrap.servers", bootstrap);
    properties.put("client.id", clientId);
    return properties;
  }

  private static String unused(String keys, Kind kind, String needed) {
    return keys
        + " is set, but kafka.security is "
        + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')
        + ": set kafka.security to "
        + needed
        + ", or remove it";
  }
}
