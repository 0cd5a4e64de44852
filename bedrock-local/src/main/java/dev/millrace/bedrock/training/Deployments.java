package dev.millrace.bedrock.training;

import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.ModelNames;
import dev.millrace.bedrock.conduct.Dice;
import dev.millrace.bedrock.disk.Register;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All deployments of custom models that there are.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class Deployments implements ModelNames.Deployments {

  private final TrainingConduct conduct;
  private final InstantSource clock;
  private final CustomModels models;
  private final Register<Deployment> deployments;

  private Deployments(
      TrainingConduct conduct,
      InstantSource clock,
      CustomModels models,
      Register<Deployment> deployments) {
    this.conduct = conduct;
    this.clock = clock;
    this.models = models;
    this.deployments = deployments;
  }

  /** Those of a folder, which need not exist. */
  public static Deployments open(
      Path folder, TrainingConduct conduct, InstantSource clock, CustomModels models) {
    Register<Deployment> deployments =
        Register.open(
            folder.resolve("deployments.json"),
            new Register.Form<>(Deployment::id, Deployment::json, Deployment::of));
    return new Deployments(conduct, clock, models, deployments);
  }

  @Override
  public Optional<String> modelOf(String arn) {
    Instant now = clock.instant();
    return find(arn)
        .filter(found -> found.arn().equals(arn) && !found.isCreating(now, conduct.deploying()))
        .map(found -> found.answering(now, conduct.deploying()));
  }

  @Override
  public boolean isCreating(String arn) {
    return find(arn).map(this::isCreating).orElse(false);
  }

  /** Whether one is still being made. */
  public boolean isCreating(Deployment deployment) {
    return deployment.isCreating(clock.instant(), conduct.deploying());
  }

  /** Whether one is being changed. */
  public boolean isUpdating(Deployment deployment) {
    return deployment.isUpdating(clock.instant(), conduct.deploying());
  }

  /** ARN of the model that answers for one. */
  public String answering(Deployment deployment) {
    return deployment.answering(clock.instant(), conduct.deploying());
  }

  /** Makes one, or finds the one that the same call has made. */
  public synchronized Deployment create(Deployment.Asked asked, Optional<String> token) {
    String known = token.orElseGet(() -> UUID.randomUUID().toString());
    Optional<Deployment> same =
        deployments.all().stream().filter(one -> one.token().equals(known)).findFirst();
    if (same.isPresent()) {
      if (!same.get().asked().equals(asked)) {
        throw AwsError.validation(
            "A deployment with this clientRequestToken, but other parameters, exists already.");
      }
      return same.get();
    }
    requireModel(asked.model());
    if (find(asked.name()).isPresent()) {
      throw AwsError.validation("A deployment of the name " + asked.name() + " exists already.");
    }
    String id = Dice.id(conduct.seed(), known + "/deployment");
    Deployment made = Deployment.asked(id, asked, known, clock.instant());
    deployments.put(made);
    return made;
  }

  /** The one of an ARN or a name. */
  public Optional<Deployment> find(String identifier) {
    return deployments.all().stream().filter(one -> one.isCalled(identifier)).findFirst();
  }

  /** All, the newest first. */
  public List<Deployment> all() {
    return deployments.all().stream()
        .sorted(Comparator.comparing(Deployment::created).thenComparing(Deployment::id).reversed())
        .toList();
  }

  /** Changes the model of one; the same again changes nothing. */
  public synchronized Deployment update(String identifier, String model) {
    Deployment known = find(identifier).orElseThrow(Arns::notFound);
    if (isCreating(known)) {
      throw AwsError.validation(
          "The deployment cannot be updated, because its status is Creating.");
    }
    if (known.model().equals(model)) {
      return known;
    }
    requireModel(model);
    Deployment changed = known.with(model, clock.instant(), conduct.deploying());
    deployments.put(changed);
    return changed;
  }

  /** Takes one away. */
  public synchronized void delete(String identifier) {
    deployments.remove(find(identifier).orElseThrow(Arns::notFound).id());
  }

  /** Takes a model away that no deployment needs. */
  public synchronized void deleteModel(String identifier) {
    CustomModel model = models.find(identifier).orElseThrow(Arns::notFound);
    boolean isUsed =
        deployments.all().stream()
            .anyMatch(one -> one.model().equals(model.arn()) || answering(one).equals(model.arn()));
    if (isUsed) {
      throw new AwsError(
          400,
          "ConflictException",
          "The custom model is deployed: delete its deployments before it.");
    }
    models.delete(model);
  }

  private void requireModel(String arn) {
    if (models.find(arn).isEmpty()) {
      throw Arns.notFound();
    }
  }
}
