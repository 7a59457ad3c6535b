#include "builtins.h"

static const unsigned char alexnet[] = {
#embed "../../Workloads/alexnet.xml"
};

static const unsigned char bert_base[] = {
#embed "../../Workloads/bert-base.xml"
};

static const unsigned char bert_large[] = {
#embed "../../Workloads/bert-large.xml"
};

static const unsigned char dosa_bert[] = {
#embed "../../Workloads/dosa-bert.xml"
};

static const unsigned char dosa_resnet50[] = {
#embed "../../Workloads/dosa-resnet50.xml"
};

static const unsigned char dosa_retinanet[] = {
#embed "../../Workloads/dosa-retinanet.xml"
};

static const unsigned char dosa_unet[] = {
#embed "../../Workloads/dosa-unet.xml"
};

static const unsigned char gpt2[] = {
#embed "../../Workloads/gpt2.xml"
};

static const unsigned char llama_7b_decode[] = {
#embed "../../Workloads/llama-7b-decode.xml"
};

static const unsigned char llama_7b_prefill[] = {
#embed "../../Workloads/llama-7b-prefill.xml"
};

static const unsigned char mobilenet_v1[] = {
#embed "../../Workloads/mobilenet-v1.xml"
};

static const unsigned char mobilenet_v2[] = {
#embed "../../Workloads/mobilenet-v2.xml"
};

static const unsigned char resnet18[] = {
#embed "../../Workloads/resnet18.xml"
};

static const unsigned char resnet50[] = {
#embed "../../Workloads/resnet50.xml"
};

static const unsigned char vgg16[] = {
#embed "../../Workloads/vgg16.xml"
};

static const unsigned char vit_b[] = {
#embed "../../Workloads/vit-b.xml"
};

static const unsigned char vit_s[] = {
#embed "../../Workloads/vit-s.xml"
};

static const BuiltinFile files[] = {
    BUILTIN_FILE("alexnet.xml", alexnet),
    BUILTIN_FILE("bert-base.xml", bert_base),
    BUILTIN_FILE("bert-large.xml", bert_large),
    BUILTIN_FILE("dosa-bert.xml", dosa_bert),
    BUILTIN_FILE("dosa-resnet50.xml", dosa_resnet50),
    BUILTIN_FILE("dosa-retinanet.xml", dosa_retinanet),
    BUILTIN_FILE("dosa-unet.xml", dosa_unet),
    BUILTIN_FILE("gpt2.xml", gpt2),
    BUILTIN_FILE("llama-7b-decode.xml", llama_7b_decode),
    BUILTIN_FILE("llama-7b-prefill.xml", llama_7b_prefill),
    BUILTIN_FILE("mobilenet-v1.xml", mobilenet_v1),
    BUILTIN_FILE("mobilenet-v2.xml", mobilenet_v2),
    BUILTIN_FILE("resnet18.xml", resnet18),
    BUILTIN_FILE("resnet50.xml", resnet50),
    BUILTIN_FILE("vgg16.xml", vgg16),
    BUILTIN_FILE("vit-b.xml", vit_b),
    BUILTIN_FILE("vit-s.xml", vit_s),
};

const BuiltinShelf builtinWorkloads = BUILTIN_SHELF("Workloads", files);
