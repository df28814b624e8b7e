"""Images per second of forward + backward + update in PyTorch: what the engine is measured against.

    python3 test/bench/torch-speed.py BACKBONE BATCH [THREADS] [DEVICE]

The same networks as lib/backbones (quick, resnet20, resnet34), float32, synthetic 32x32 images, ten
classes, SGD with Nesterov momentum; channels_last and the default layout, 8 steps after 2 that are
not timed. DEVICE is cpu or cuda; on CUDA convolutions are float32 as here, not TF32, and every step
sends its images to the card, as a training does. Needs PyTorch (Debian: python3-torch).
"""

import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

net, batch = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)
device = sys.argv[4] if len(sys.argv) > 4 else "cpu"
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True


def now():
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


class Quick(nn.Module):
    def __init__(self, widths=(32, 128, 128)):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.whiten.weight.requires_grad = False
        layers, into = [], 24
        for width in widths:
            layers += [nn.Conv2d(into, width, 3, padding=1, bias=False), nn.MaxPool2d(2)]
            layers += [nn.BatchNorm2d(width), nn.GELU()]
            layers += [nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.GELU()]
            into = width
        self.layers, self.head = nn.Sequential(*layers), nn.Linear(into, 10, bias=False)

    def forward(self, x):
        x = self.layers(F.gelu(self.whiten(x)))
        return self.head(F.max_pool2d(x, x.shape[-1]).flatten(1)) / 9


class Block(nn.Module):
    def __init__(self, into, out, stride):
        super().__init__()
        self.a, self.norm_a = nn.Conv2d(into, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.b, self.norm_b = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        changes = stride > 1 or into != out
        shortcut = [nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out)]
        self.shortcut = nn.Sequential(*shortcut) if changes else nn.Identity()

    def forward(self, x):
        inner = F.relu(self.norm_a(self.a(x)))
        return F.relu(self.norm_b(self.b(inner)) + self.shortcut(x))


class Residual(nn.Module):
    def __init__(self, widths, blocks):
        super().__init__()
        layers = [nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
        into = widths[0]
        for stage, (width, count) in enumerate(zip(widths, blocks)):
            for index in range(count):
                layers.append(Block(into, width, 2 if index == 0 and stage > 0 else 1))
                into = width
        self.layers, self.head = nn.Sequential(*layers), nn.Linear(into, 10)

    def forward(self, x):
        return self.head(self.layers(x).mean((2, 3)))


model = {
    "quick": lambda: Quick(),
    "resnet20": lambda: Residual((16, 32, 64), (3, 3, 3)),
    "resnet34": lambda: Residual((64, 128, 256, 512), (3, 4, 6, 3)),
}[net]()
name = torch.cuda.get_device_name() if device == "cuda" else f"{torch.get_num_threads()} threads"
print(f"torch {torch.__version__}, {name}, {net}, {sum(p.numel() for p in model.parameters())} parameters, batch {batch}")
for layout in (torch.channels_last, torch.contiguous_format):
    model = model.to(device, memory_format=layout)
    images = torch.randn(batch, 3, 32, 32).to(memory_format=layout)
    labels = torch.randint(0, 10, (batch,))
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=0.01, momentum=0.9, nesterov=True)
    times = []
    for step in range(10):
        start = now()
        optimizer.zero_grad()
        F.cross_entropy(model(images.to(device)), labels.to(device)).backward()
        optimizer.step()
        if step >= 2:
            times.append(now() - start)
    times.sort()
    median, best = batch / times[len(times) // 2], batch / times[0]
    print(f"{str(layout):26} median {median:.1f}, best {best:.1f} images/s", flush=True)
    model.eval()
    with torch.no_grad():
        model(images.to(device))
        start = now()
        for _ in range(5):
            model(images.to(device))
        print(f"{'':26} prediction {5 * batch / (now() - start):.0f} images/s", flush=True)
    model.train()
