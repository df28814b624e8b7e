/** Published datasets by name: which files they are, where their authors keep them, and how they are imported. */

export type PublishedFile = {
  /** as its authors call it */
  name: string;
  /** official address, or one that the authors name as a mirror */
  url: string;
  /** of the whole file; null where its authors say none */
  digest: { kind: "sha256" | "md5"; hex: string } | null;
  /** the digest was computed from the file itself when this table was made; else it is as torchvision has it */
  verified: boolean;
};

export type PublishedDataset = {
  id: string;
  /** name of a new project */
  name: string;
  /** one file, or all that lie in one folder */
  images: readonly PublishedFile[];
  labels?: { file: PublishedFile; gold: string; humans: readonly string[] };
  /** people's answers, imported behind the pictures as a table */
  answers?: { file: PublishedFile; name: string };
  /** null: as the files say */
  classes: readonly string[] | null;
  /** first rows that train, where the dataset's own split would leave nothing to predict */
  firstTrain?: number;
};

const md5 = (name: string, folder: string, hex: string): PublishedFile => ({
  name,
  url: `${folder}${name}`,
  digest: { kind: "md5", hex },
  verified: false,
});

const toronto = "https://www.cs.toronto.edu/~kriz/";
const cifar10 = md5("cifar-10-python.tar.gz", toronto, "c58f30108f718f92721af3b95e74349a");
const cifar100 = md5("cifar-100-python.tar.gz", toronto, "eb9058c3a382ffc7106e4002c42a8d85");

const cifar10n = "https://github.com/UCSC-REAL/cifar-10-100n/raw/main/data/";
const cifar10h = "https://github.com/jcpeterson/cifar-10h/raw/master/data/";

/** The four files of MNIST and of what is made like it. @param digests in this order: pictures and labels to train, to test */
const likeMnist = (folder: string, digests: readonly [string, string, string, string]): PublishedFile[] =>
  [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
  ].map((name, i) => md5(name, folder, digests[i] ?? ""));

const list = (names: string): string[] => names.split(", ");
const cifar10Classes = list("airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck");

export const publishedDatasets: readonly PublishedDataset[] = [
  { id: "cifar10", name: "CIFAR-10", images: [cifar10], classes: cifar10Classes },
  { id: "cifar100", name: "CIFAR-100", images: [cifar100], classes: null },
  {
    id: "cifar10n",
    name: "CIFAR-10N",
    images: [cifar10],
    labels: {
      file: {
        name: "CIFAR-10_human.pt",
        url: `${cifar10n}CIFAR-10_human.pt`,
        digest: { kind: "sha256", hex: "873e69c39cb9b5e97fb6bae2d60bb59b38a5cbc31d2b868f7903dcb2b9dd2310" },
        verified: true,
      },
      gold: "clean_label",
      humans: ["random_label1", "random_label2", "random_label3"],
    },
    classes: cifar10Classes,
    firstTrain: 40_000,
  },
  {
    id: "cifar100n",
    name: "CIFAR-100N",
    images: [cifar100],
    labels: {
      file: {
        name: "CIFAR-100_human.pt",
        url: `${cifar10n}CIFAR-100_human.pt`,
        digest: null,
        verified: false,
      },
      gold: "clean_label",
      humans: ["noisy_label"],
    },
    classes: null,
    firstTrain: 40_000,
  },
  {
    id: "cifar10h",
    name: "CIFAR-10H",
    images: [cifar10],
    answers: {
      file: { name: "cifar10h-raw.zip", url: `${cifar10h}cifar10h-raw.zip`, digest: null, verified: false },
      name: "CIFAR-10H",
    },
    classes: cifar10Classes,
  },
  {
    id: "mnist",
    name: "MNIST",
    images: likeMnist("https://ossci-datasets.s3.amazonaws.com/mnist/", [
      "f68b3c2dcbeaaa9fbdd348bbdeb94873",
      "d53e105ee54ea40749a09fcbcd1e9432",
      "9fb629c4189551a2d022fa330f9573f3",
      "ec29112dd5afa0611ce80d1b7f02629c",
    ]),
    classes: list("0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
  },
  {
    id: "fashion-mnist",
    name: "Fashion-MNIST",
    images: likeMnist("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", [
      "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
      "25c81989df183df01b3e8a0aad5dffbe",
      "bef4ecab320f06d8554ea6380940ec79",
      "bb300cfdad3c16e7a12a480ee83cd310",
    ]),
    classes: list("T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot"),
  },
];
