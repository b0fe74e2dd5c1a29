package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.golden.Td3Replay.Hyperparameters;
import dev.strandline.golden.Td3Replay.Losses;
import dev.strandline.golden.Td3Replay.Subject;
import dev.strandline.offline.Learner;
import dev.strandline.offline.Minibatch;
import dev.strandline.offline.Prdc;
import dev.strandline.tensor.Network;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PrdcGoldenTest {

  @Test
  void everyNumberEqualsTheAuthorsInFloat64() throws IOException {
    Td3Replay.everyNumber(Claim.PRDC, PrdcGoldenTest::learner);
  }

  @Test
  void lossesEqualTheAuthorsInFloat32() throws IOException {
    Td3Replay.losses(Claim.PRDC, PrdcGoldenTest::learner);
  }

  private static Subject learner(GoldenFile file, Hyperparameters h, Learner.Setup setup) {
    JsonObject dataset = file.content().getAsJsonObject("dataset");
    Prdc.Config config =
        new Prdc.Config(
            h.number("alpha"),
            h.number("beta"),
            (int) h.number("k"),
            Prdc.Constraint.ACTION,
            h.number("discount"),
            h.number("tau"),
            h.number("policy_noise") / h.bound(),
            h.number("noise_clip") / h.bound(),
            (int) h.number("policy_freq"),
            h.actorRate(),
            h.criticRate(),
            h.hidden(),
            h.batch());
    double[] actions = Td3Replay.flat(dataset.get("action"));
    Prdc.Pairs pairs =
        Prdc.Pairs.of(
            Td3Replay.flat(dataset.get("state")), actions, setup.observationSize(), config.beta());
    return new Replayed(config.learner(setup, pairs), actions);
  }

  private record Replayed(Prdc learner, double[] loggedActions) implements Subject {
    @Override
    public Network actor() {
      return learner.actor();
    }

    @Override
    public Network actorTarget() {
      return learner.actorTarget();
    }

    @Override
    public Network critic(int i) {
      return learner.critic(i);
    }

    @Override
    public Network criticTarget(int i) {
      return learner.criticTarget(i);
    }

    @Override
    public Losses update(Minibatch batch, Td3Replay replay) {
      Prdc.Losses losses = learner.update(batch);
      if (!Double.isNaN(losses.actor())) {
        JsonObject neighbor = replay.expected().getAsJsonObject("neighbour");
        JsonArray index = neighbor.getAsJsonArray("index");
        double[] distances = Td3Replay.flat(neighbor.get("distance"));
        replay.compare(learner.distances(), distances, "distance of the neighbor");
        int own = 0;
        double[] goals = learner.goals();
        int size = goals.length / index.size();
        double[] expected = new double[goals.length];
        for (int i = 0; i < index.size(); i++) {
          int row = index.get(i).getAsInt();
          System.arraycopy(loggedActions, row * size, expected, i * size, size);
          own += row == batch.rows()[i] ? 1 : 0;
        }
        replay.compare(goals, expected, "action of the neighbor");
        assertThat(losses.ownRowShare()).isEqualTo((double) own / index.size());
      }
      return new Losses(losses.critic(), losses.actor(), losses.lambda(), losses.constraint());
    }
  }
}
