package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.ingestion.client.ApiKey;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.local.client.KeyRing;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryCredentials;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever holds a secret does not show it; what is added has to be added here. */
class SecretsTest {

  private static final String HIDDEN = "h1dden";
  private static final String SIGNING =
      Base64.getEncoder().encodeToString((HIDDEN + "-and-some-more-letters-of-it").getBytes(UTF_8));

  /** Every setting that is one, and what it needs beside it. */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("kafka.bootstrap", "broker:9092"),
          Map.entry("kafka.security", "scram"),
          Map.entry("kafka.scram.user", "user"),
          Map.entry("kafka.scram.password", HIDDEN),
          Map.entry("registry.user", "user"),
          Map.entry("registry.password", HIDDEN),
          Map.entry("aws.access-key-id", "id"),
          Map.entry("aws.secret-access-key", HIDDEN),
          Map.entry("telemetry.headers", "authorization=Bearer " + HIDDEN),
          Map.entry("cost.queries.key", HIDDEN),
          Map.entry("alerts.webhook.url", "https://alerts.example.com/" + HIDDEN),
          Map.entry("alerts.webhook.secret", "whsec_" + SIGNING),
          Map.entry("ingestion.gateway.tls.keystore", "gateway.p12"),
          Map.entry("ingestion.gateway.tls.keystore-password", HIDDEN),
          Map.entry("ingestion.gateway.tls.client-certificates", "need"),
          Map.entry("ingestion.gateway.tls.truststore", "clients.p12"),
          Map.entry("ingestion.gateway.tls.truststore-password", HIDDEN));

  /** Who reads secrets of the settings. */
  private static final List<String> READERS =
      List.of(
          "AwsConnection.java",
          "CostSettings.java",
          "HttpTls.java",
          "KafkaConnection.java",
          "RegistryConnection.java",
          "SettingsReader.java",
          "TelemetrySettings.java",
          "WebhookSettings.java");

  private static final Pattern NAME =
      Pattern.compile("(?i).*(secret|password|passphrase|privateKey|apiKey|signingKey|reveal)");

  private static final JavaClasses MILLRACE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace");

  @Test
  void onlyTheseReadSecretsOfTheSettings() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path sources : sources()) {
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          if (Files.readString(file).contains("optionalSecret(")) {
            found.add(file.getFileName().toString());
          }
        }
      }
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(READERS);
  }

  @Test
  void noSettingsShowTheirSecrets() throws ReflectiveOperationException {
    int masked = 0;
    for (Method from : readers()) {
      String shown = String.valueOf(from.invoke(null, SettingsReader.of(SETTINGS)));
      assertThat(shown).as(from.toString()).doesNotContain(HIDDEN, SIGNING);
      masked += shown.contains("***") ? 1 : 0;
    }
    assertThat(masked).as("settings that hold secrets").isGreaterThanOrEqualTo(8);
  }

  /** Each secret alone, without what it needs, at every reader. */
  @Test
  void noProblemOfTheSettingsShowsASecret() throws ReflectiveOperationException {
    List<Method> readers = readers();
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      if (setting.getValue().contains(HIDDEN) || setting.getValue().contains(SIGNING)) {
        for (Method from : readers) {
          SettingsReader reader =
              SettingsReader.of(Map.of(setting.getKey(), HIDDEN + " \u0000 " + SIGNING));
          from.invoke(null, reader);
          assertThatThrownBy(
                  () -> {
                    reader.problem("there is always one");
                    reader.finish();
                  })
              .as("%s, %s", from, setting.getKey())
              .isInstanceOf(SettingsException.class)
              .message()
              .doesNotContain(HIDDEN, SIGNING);
        }
      }
    }
  }

  @Test
  void onlyTheseHoldSecretsAsTheyAre() {
    List<String> found = new ArrayList<>();
    for (JavaClass one : MILLRACE) {
      for (JavaField field : one.getFields()) {
        boolean isPlain =
            field.getRawType().isEquivalentTo(String.class)
                || field.getRawType().isEquivalentTo(byte[].class)
                || field.getRawType().isEquivalentTo(char[].class);
        if (isPlain
            && !field.getModifiers().contains(JavaModifier.STATIC)
            && NAME.matcher(field.getName()).matches()) {
          found.add(one.getName().replaceFirst(".*\\.", "") + "." + field.getName());
        }
      }
    }

    assertThat(found)
        .containsExactlyInAnyOrder(
            "Secret.reveal",
            "ApiKey.reveal",
            "RegistryCredentials$Basic.password",
            "KeyTree$Whole.secret",
            "KeyRing$Issued.secret");
  }

  @Test
  void theyDoNotShowThem() {
    ApiKey key = new ApiKey(HIDDEN);
    KeyRing.Issued issued =
        new KeyRing.Issued(
            HIDDEN, new SampleRecords(new SplittableRandom(1)).next(Topics.API_KEYS));

    assertThat(
            Stream.of(
                    new Secret(HIDDEN),
                    key,
                    ProducerSettings.of(URI.create("http://127.0.0.1:1"), key),
                    RegistryCredentials.basic("user", HIDDEN),
                    issued,
                    new KeyLines.Line("k1", Instant.EPOCH, HIDDEN))
                .map(String::valueOf))
        .noneMatch(shown -> shown.contains(HIDDEN));
  }

  /** Of each module. */
  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  /** Every static {@code from(SettingsReader)}. */
  private static List<Method> readers() {
    List<Method> readers = new ArrayList<>();
    for (JavaClass one : MILLRACE) {
      for (JavaMethod method : one.getMethods()) {
        if (method.getName().equals("from")
            && method.getRawParameterTypes().size() == 1
            && method.getRawParameterTypes().get(0).isEquivalentTo(SettingsReader.class)) {
          Method reflected = method.reflect();
          reflected.setAccessible(true);
          readers.add(reflected);
        }
      }
    }
    assertThat(readers).hasSizeGreaterThan(15);
    return readers;
  }
}
