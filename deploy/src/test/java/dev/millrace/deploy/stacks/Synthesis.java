package dev.millrace.deploy.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.deploy.stage.StageException;
import dev.millrace.deploy.stage.StageReader;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.cxapi.CloudAssembly;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;
import software.constructs.IConstruct;

/** The stacks of production, made once for all tests: that takes some seconds. */
final class Synthesis {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Synthesis PRODUCTION = new Synthesis(Path.of("stages", "production.yaml"));

  private final Stage stage;
  private final Map<String, ObjectNode> templates = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  private Synthesis(Path file) {
    try {
      this.stage = StageReader.read(file);
    } catch (StageException e) {
      throw new AssertionError(e);
    }
    App app = new App();
    Factory.addTo(app, stage);
    Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
    CloudAssembly assembly = app.synth();
    for (CloudFormationStackArtifact artifact : assembly.getStacks()) {
      templates.put(
          artifact.getStackName().substring(stage.prefix().length() + 1),
          JSON.valueToTree(artifact.getTemplate()));
    }
    for (IConstruct child : app.getNode().getChildren()) {
      if (child instanceof Stack stack) {
        Annotations told = Annotations.fromStack(stack);
        told.findError("*", Match.anyValue())
            .forEach(one -> findings.add(one.getId() + " " + one.getEntry().getData()));
        told.findWarning("*", Match.anyValue())
            .forEach(one -> findings.add(one.getId() + " " + one.getEntry().getData()));
      }
    }
  }

  static Synthesis ofProduction() {
    return PRODUCTION;
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
    return Template.fromJSON(JSON.convertValue(templates.get(name), Map.class));
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
}
