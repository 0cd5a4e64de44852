package dev.millrace.deploy.stacks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.deploy.stage.StageException;
import dev.millrace.deploy.stage.StageReader;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.cxapi.CloudAssembly;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/** The stacks of production, made once for all tests: that takes some seconds. */
final class Synthesis {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> OBJECTIONS = Set.of("aws:cdk:error", "aws:cdk:warning");

  private final Stage stage;
  private final Map<String, ObjectNode> templates = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  private Synthesis(Path file) {
    try {
      this.stage = StageReader.read(file);
    } catch (StageException e) {
      throw new AssertionError(e);
    }
    App app = Factory.app();
    Factory.addTo(app, stage);
    Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
    CloudAssembly assembly = app.synth();
    for (CloudFormationStackArtifact artifact : assembly.getStacks()) {
      templates.put(
          artifact.getStackName().substring(stage.prefix().length() + 1),
          JSON.valueToTree(artifact.getTemplate()));
    }
    collectFindings(Path.of(assembly.getDirectory()));
  }

  /** What is objected to is in the files of the assembly, under the construct that it is about. */
  private void collectFindings(Path folder) {
    for (JsonNode artifact : read(folder.resolve("manifest.json")).path("artifacts")) {
      collectFindings(artifact.path("metadata"));
      if (artifact.has("additionalMetadataFile")) {
        collectFindings(read(folder.resolve(artifact.path("additionalMetadataFile").asText())));
      }
    }
  }

  private void collectFindings(JsonNode metadata) {
    for (Map.Entry<String, JsonNode> construct : metadata.properties()) {
      for (JsonNode one : construct.getValue()) {
        if (OBJECTIONS.contains(one.path("type").asText())) {
          findings.add(construct.getKey() + " " + one.path("data").asText());
        }
      }
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips the test that asks, where there is no Node.js: the CDK runs in it. */
  static Synthesis ofProduction() {
    Node.require();
    return Production.SYNTHESIS;
  }

  /** Made when it is first asked for. */
  private static final class Production {
    private static final Synthesis SYNTHESIS = new Synthesis(Path.of("stages", "production.yaml"));
  }

  Stage stage() {
    return stage;
  }

  /** By the name of the part, such as {@code network}. */
  Map<String, ObjectNode> templates() {
    return templates;
  }

  /** What cdk-nag and the CDK itself object to. */
  List<String> findings() {
    return findings;
  }

  /** For assertions of one stack. */
  Template template(String name) {
    return Template.fromJSON(
        JSON.convertValue(templates.get(name), new TypeReference<Map<String, Object>>() {}));
  }

  /** The properties of all resources of a type in a stack. */
  List<JsonNode> resources(String name, String type) {
    List<JsonNode> found = new ArrayList<>();
    templates
        .getOrDefault(name, JSON.createObjectNode())
        .path("Resources")
        .forEach(
            resource -> {
              if (resource.path("Type").asText().equals(type)) {
                found.add(resource.path("Properties"));
              }
            });
    return found;
  }

  /**
   * A value of a template; what CloudFormation fills in while it deploys is a word as long as an
   * id.
   */
  static String text(JsonNode value) {
    if (value.isTextual()) {
      return value.asText();
    }
    if (value.has("Fn::Join")) {
      StringBuilder joined = new StringBuilder();
      value.at("/Fn::Join/1").forEach(part -> joined.append(text(part)));
      return joined.toString();
    }
    return String.format("deployed-%030d", Math.floorMod(value.toString().hashCode(), 1_000_000));
  }
}
